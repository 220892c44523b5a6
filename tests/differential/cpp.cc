/*
 * Compares the codec with C++ protobuf over the vectors, and over made-up messages, well-formed ones and broken ones,
 * all from a fixed seed.
 *
 * Usage: differential_cpp [count [first]]. Message number n is the same in every run, as long as the vectors stay; a
 * failure names its number.
 */
#include "generator.h"
#include "judge.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <google/protobuf/stubs/logging.h>
#include <string>
#include <vector>

using namespace differential;

namespace
{

/* One line of the vectors' files. */
struct Vector {
    std::string name;
    std::string bytes;
    bool accepted;
};

/* Bytes from hexadecimal, where 61*3 is three of them. */
std::string bytes_of(const std::string &text)
{
    std::string bytes;
    for (const char *next = text.c_str(); *next != '\0'; next += std::strspn(next, " ")) {
        char *end;
        unsigned long byte = std::strtoul(next, &end, 16);
        size_t count = *end == '*' ? std::strtoul(end + 1, &end, 10) : 1;
        if (end == next) {
            std::printf("not hexadecimal: %s\n", next);
            std::exit(EXIT_FAILURE);
        }
        bytes.append(count, static_cast<char>(byte));
        next = end;
    }
    return bytes;
}

void read_vectors(const char *file, bool accepted, std::vector<Vector> &out)
{
    std::ifstream in(std::string(TEST_VECTORS "/") + file);
    for (std::string line; std::getline(in, line);) {
        size_t bytes = line.find('|');
        if (line[0] != '#' && bytes != std::string::npos) {
            size_t start = line.find_first_not_of(' ', bytes + 1);
            std::string text = line.substr(start, line.find('|', bytes + 1) - start);
            out.push_back({line.substr(0, line.find(' ')), bytes_of(text), accepted});
        }
    }
}

/* A message. Three times of four it is a generated one, or a vector, that was mutated: then *mutated is true. */
std::string made_up(Random &random, const std::vector<Vector> &vectors, bool *mutated)
{
    Generator generator(random);
    std::string bytes = generator.message(RECORD);
    *mutated = !random.once_in(4);
    if (!*mutated)
        return bytes;
    std::string other = generator.message(RECORD);
    if (random.once_in(3))
        bytes = vectors[random.below(vectors.size())].bytes;
    for (size_t i = 1 + random.below(3); i > 0; i--)
        mutate(bytes, other, random);
    return bytes;
}

void print_failure(const std::string &name, const std::string &bytes, Difference difference)
{
    std::printf("%s: %s:", name.c_str(), difference);
    for (char byte : bytes)
        std::printf(" %02x", static_cast<unsigned>(static_cast<unsigned char>(byte)));
    std::printf("\n");
}

/* Returns how often C++ or the library makes of a vector what the other does not, or its file does not say. */
unsigned compare_vectors(const std::vector<Vector> &vectors, phonenum_arena *arena)
{
    unsigned failures = 0;
    for (const Vector &vector : vectors) {
        for (unsigned flags : {0U, static_cast<unsigned>(PHONENUM_DECODE_BORROW)}) {
            Tally tally;
            Difference difference = compare_with_cpp(vector.bytes, flags, arena, tally);
            if (!difference && (tally.accepted > 0) != vector.accepted)
                difference = "it is in the wrong file";
            if (difference) {
                print_failure(vector.name, vector.bytes, difference);
                failures++;
            }
            phonenum_arena_reset(arena);
        }
    }
    return failures;
}

/* Fails where the messages did not reach what they are made for. */
bool reached_all(const Tally &tally, uint64_t count)
{
    if (count < 10000)
        return true;
    for (int status = PHONENUM_ERR_LIMIT; status <= PHONENUM_ERR_UTF8; status++) {
        if (tally.by_status[status] == 0) {
            std::printf("no message was refused as: %s\n", phonenum_status_text(static_cast<phonenum_status>(status)));
            return false;
        }
    }
    return tally.accepted > count / 10 && tally.identical > 0 && tally.rejected_by_us > 0;
}

} // namespace

int main(int argc, char **argv)
{
    google::protobuf::SetLogHandler(nullptr);
    uint64_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1500000; /* a million of them mutated */
    uint64_t first = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 0;
    std::vector<Vector> vectors;
    read_vectors("accept.txt", true, vectors);
    read_vectors("reject.txt", false, vectors);
    if (vectors.size() < 1000) {
        std::printf("only %zu vectors in " TEST_VECTORS "\n", vectors.size());
        return EXIT_FAILURE;
    }
    Tally tally;
    phonenum_arena arena;
    phonenum_arena_init(&arena, nullptr, 0, nullptr);
    unsigned failures = compare_vectors(vectors, &arena);
    for (uint64_t i = first; i < first + count && failures < 10; i++) {
        Random random(i + 1);
        bool mutated;
        std::string bytes = made_up(random, vectors, &mutated);
        (mutated ? tally.mutated : tally.others)++;
        unsigned flags = i % 2 ? PHONENUM_DECODE_BORROW : 0;
        if (Difference difference = compare_with_cpp(bytes, flags, &arena, tally)) {
            print_failure("message " + std::to_string(i), bytes, difference);
            failures++;
        }
        phonenum_arena_reset(&arena);
    }
    phonenum_arena_free(&arena);
    std::printf("%zu vectors, %lu mutated messages and %lu others\n", vectors.size(), tally.mutated, tally.others);
    std::printf("%lu accepted, %lu of them without unknown fields; %lu rejected by both, %lu by us alone\n",
                tally.accepted, tally.identical, tally.rejected, tally.rejected_by_us);
    return failures == 0 && reached_all(tally, count) ? EXIT_SUCCESS : EXIT_FAILURE;
}
