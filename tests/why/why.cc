/*
 * Checks the tables of docs/why.md: phonenum, protobuf-c and C++ protobuf decode each example and encode it again, and
 * what comes out must be what the page says. Usage: test_why PAGE
 */
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <google/protobuf/stubs/logging.h>
#include <map>
#include <optional>
#include <phonenum/phonenum.h>
#include <phonenum/v1/phone_number.pb-c.h>
#include <phonenum/v1/phone_number.pb.h>
#include <sstream>
#include <string>
#include <vector>

using Outcome = std::optional<std::string>; /* the bytes that were encoded again; none where decoding fails */

static Outcome by_phonenum(const std::string &bytes)
{
    phonenum_arena arena;
    phonenum_record record;
    phonenum_bytes encoded;
    Outcome outcome;
    phonenum_arena_init(&arena, nullptr, 0, nullptr);
    if (!phonenum_decode(bytes.data(), bytes.size(), nullptr, &arena, &record, nullptr) &&
        !phonenum_encode_arena(&record, &arena, &encoded, nullptr))
        outcome.emplace(reinterpret_cast<const char *>(encoded.data), encoded.size);
    phonenum_arena_free(&arena);
    return outcome;
}

static Outcome by_protobuf_c(const std::string &bytes)
{
    const uint8_t *data = reinterpret_cast<const uint8_t *>(bytes.data());
    auto *message = phonenum__v1__phone_number__unpack(nullptr, bytes.size(), data);
    if (!message)
        return std::nullopt;
    std::string encoded(phonenum__v1__phone_number__get_packed_size(message), '\0');
    phonenum__v1__phone_number__pack(message, reinterpret_cast<uint8_t *>(&encoded[0]));
    phonenum__v1__phone_number__free_unpacked(message, nullptr);
    return encoded;
}

static Outcome by_cpp(const std::string &bytes)
{
    phonenum::v1::PhoneNumber message;
    return message.ParseFromString(bytes) ? Outcome(message.SerializeAsString()) : std::nullopt;
}

/* Bytes from the hexadecimal between two backquotes, where 61*3 is three of them. */
static std::string bytes_of(const std::string &text)
{
    std::string bytes;
    size_t first = text.find('`') + 1;
    std::istringstream words(text.substr(first, text.rfind('`') - first));
    for (std::string word; words >> word;) {
        size_t star = word.find('*');
        size_t count = star == std::string::npos ? 1 : std::stoul(word.substr(star + 1));
        bytes.append(count, static_cast<char>(std::stoul(word, nullptr, 16)));
    }
    return bytes;
}

/* What the page calls an outcome: as the example explains it (`word: bytes; word: bytes`), or as all rows do. */
static std::string word_for(const Outcome &outcome, const std::string &bytes, const std::string &explained)
{
    if (!outcome)
        return "refused";
    std::istringstream rest(explained);
    for (std::string one; std::getline(rest >> std::ws, one, ';');) {
        if (bytes_of(one) == *outcome)
            return one.substr(0, one.find(':'));
    }
    return *outcome == bytes ? "kept" : outcome->empty() ? "dropped" : "something else";
}

int main(int argc, char **argv)
{
    google::protobuf::SetLogHandler(nullptr);
    /* Both tables begin with a column "input": cells by that and by the names of their columns. */
    std::map<std::string, std::map<std::string, std::string>> rows;
    std::vector<std::string> names;
    std::ifstream page(argc == 2 ? argv[1] : "");
    for (std::string line; std::getline(page, line);) {
        std::vector<std::string> cells;
        std::istringstream rest(line.substr(0, 2) == "| " ? line.substr(2) : "");
        for (std::string cell; std::getline(rest >> std::ws, cell, '|');) {
            cell.erase(std::min(cell.find(" ("), cell.find_last_not_of(' ') + 1)); /* without the numbers of notes */
            cells.push_back(cell);
        }
        if (!cells.empty() && cells[0] == "input")
            names = cells;
        else
            for (size_t i = 1; i < cells.size() && cells.size() == names.size(); i++)
                rows[cells[0]][names[i]] = cells[i];
    }
    const std::map<std::string, Outcome (*)(const std::string &)> libraries = {
        {"phonenum", by_phonenum}, {"protobuf-c", by_protobuf_c}, {"C++ protobuf", by_cpp}};
    unsigned compared = 0, wrong = 0;
    for (auto &[input, row] : rows) {
        for (auto &[library, run] : libraries) {
            if (row["example"].empty())
                continue;
            const std::string bytes = bytes_of(row["example"]);
            const std::string word = word_for(run(bytes), bytes, row["what comes out"]);
            compared++;
            if (row[library] != word && ++wrong)
                std::printf("%s, %s: the page says \"%s\", it is \"%s\"\n", input.c_str(), library.c_str(),
                            row[library].c_str(), word.c_str());
        }
    }
    std::printf("%zu rows, %u cells compared, %u wrong\n", rows.size(), compared, wrong);
    /* Only the row on memory has no example. */
    return rows.size() > 20 && compared == 3 * (rows.size() - 1) && wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
