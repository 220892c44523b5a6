/*
 * C++ protobuf reads each golden record, and writes it again: as bytes, and in its JSON. The same with the stream.
 *
 * usage: golden GOLDEN_DIR OUT_DIR
 */
#include <filesystem>
#include <fstream>
#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/delimited_message_util.h>
#include <google/protobuf/util/json_util.h>
#include <iterator>
#include <phonenum/v1/phone_number.pb.h>

namespace fs = std::filesystem;
namespace util = google::protobuf::util;
using phonenum::v1::PhoneNumber;

static std::string read(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

static void write(const fs::path &path, const std::string &data)
{
    std::ofstream(path, std::ios::binary) << data;
}

static void copy_stream(const fs::path &from, const fs::path &to)
{
    std::ifstream in(from, std::ios::binary);
    std::ofstream out(to, std::ios::binary);
    google::protobuf::io::IstreamInputStream bytes(&in);
    PhoneNumber message;
    for (bool end = false; util::ParseDelimitedFromZeroCopyStream(&message, &bytes, &end); message.Clear())
        util::SerializeDelimitedToOstream(message, &out);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    const fs::path golden = argv[1], out = argv[2];
    google::protobuf::SetLogHandler(nullptr);
    for (const auto &entry : fs::directory_iterator(golden)) {
        PhoneNumber message;
        std::string json;
        const std::string name = entry.path().stem();
        if (entry.path().extension() != ".bin" || !message.ParseFromString(read(entry.path())))
            continue;
        write(out / (name + ".bin"), message.SerializeAsString());
        if (util::MessageToJsonString(message, &json).ok())
            write(out / (name + ".json"), json);
    }
    copy_stream(golden / "stream.delimited", out / "stream.delimited");
}
