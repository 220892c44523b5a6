/*
 * phonenum in each other way in and out that it has: the rows that show whether one of them is a cliff.
 */
#include "../row.h"
#include "peers.h"

#include <algorithm>
#include <cstdio>
#include <phonenum/find.h>
#include <phonenum/json.h>
#include <phonenum/stream.h>

namespace bench
{

namespace
{

constexpr Description way(const char *name, const char *title, const char *memory = "")
{
    return {name, title, true, true, true, memory, "", true};
}

/* Decoding, one record at a time. */

class DecodeIntoBuffer : public ArenaReader
{
  public:
    using Format = Protobuf;
    static constexpr Description description =
        way("phonenum-buffer", "phonenum_decode(), 4 KiB of the user's", "copies");

    DecodeIntoBuffer()
    {
        phonenum_arena_init(&buffered_, buffer_, sizeof buffer_, phonenum_malloc_allocator());
    }

    ~DecodeIntoBuffer()
    {
        phonenum_arena_free(&buffered_);
    }

    DecodeIntoBuffer(const DecodeIntoBuffer &) = delete;
    DecodeIntoBuffer &operator=(const DecodeIntoBuffer &) = delete;

    bool decode(Span encoded)
    {
        return phonenum_decode(encoded.data, encoded.size, nullptr, &buffered_, &record_, &error_) == PHONENUM_OK;
    }

    void release()
    {
        phonenum_arena_reset(&buffered_);
    }

  private:
    uint8_t buffer_[4096];
    phonenum_arena buffered_;
};

class DecodeDelimited : public Delimited::Reader
{
  public:
    using Format = Delimited;
    static constexpr Description description = way("phonenum-delimited", "phonenum_decode_delimited()", "copies");
};

/* Decoding a stream. */

struct FromMemory {
    static constexpr Description protobuf =
        way("phonenum-stream-memory", "phonenum_stream_read(), from memory", "copies");
    static constexpr Description json =
        way("phonenum-json-lines-memory", "phonenum_json_reader_next(), from memory", "copies");

    void start(phonenum_stream_reader &reader, Span all)
    {
        phonenum_stream_reader_init_memory(&reader, all.data, all.size, nullptr);
    }

    void start(phonenum_json_reader &reader, Span all)
    {
        phonenum_json_reader_init_memory(&reader, reinterpret_cast<const char *>(all.data), all.size, nullptr);
    }
};

class FromCallback
{
  public:
    static constexpr Description protobuf =
        way("phonenum-stream-callback", "phonenum_stream_read(), from a callback that copies", "copies");
    static constexpr Description json =
        way("phonenum-json-lines-callback", "phonenum_json_reader_next(), from a callback that copies", "copies");

    void start(phonenum_stream_reader &reader, Span all)
    {
        rest_ = all;
        phonenum_stream_reader_init(&reader, read, this, nullptr, nullptr);
    }

    void start(phonenum_json_reader &reader, Span all)
    {
        rest_ = all;
        phonenum_json_reader_init(&reader, read, this, nullptr, nullptr);
    }

  private:
    static phonenum_status read(void *context, void *buffer, size_t capacity, size_t *size)
    {
        Span &rest = static_cast<FromCallback *>(context)->rest_;
        *size = std::min(capacity, rest.size);
        std::memcpy(buffer, rest.data, *size);
        rest = {rest.data + *size, rest.size - *size};
        return PHONENUM_OK;
    }

    Span rest_ = {};
};

template <class Source> class ReadStream : public ArenaReader
{
  public:
    using Format = Delimited;
    static constexpr Description description = Source::protobuf;

    void start(Span all)
    {
        source_.start(reader_, all);
    }

    bool next()
    {
        return phonenum_stream_read(&reader_, arena_.get(), &record_, &error_) == PHONENUM_OK;
    }

    void finish()
    {
        phonenum_stream_reader_free(&reader_);
    }

  private:
    Source source_;
    phonenum_stream_reader reader_;
};

template <class Source> class ReadJsonLines : public ArenaReader
{
  public:
    using Format = JsonLines;
    static constexpr Description description = Source::json;

    void start(Span all)
    {
        source_.start(reader_, all);
    }

    bool next()
    {
        return phonenum_json_reader_next(&reader_, arena_.get(), &record_, &error_) == PHONENUM_OK;
    }

    void finish()
    {
        phonenum_json_reader_free(&reader_);
    }

  private:
    Source source_;
    phonenum_json_reader reader_;
};

/* Encoding. */

class Encode256 : public BufferEncoder<Protobuf>
{
  public:
    static constexpr Description description = way("phonenum-256", "phonenum_encode(), a buffer of 256 bytes");

    /* A record that is longer gets a buffer of its size, as a user would do. */
    Span encode(size_t index)
    {
        size_t size;
        phonenum_status status = phonenum_encode(&records_[index], out_.next(), 256, &size, &error_);
        if (status == PHONENUM_ERR_NO_SPACE)
            status = phonenum_encode(&records_[index], out_.next(), size, &size, &error_);
        return status ? Span{nullptr, 0} : out_.take(size);
    }
};

/* Encoding that knows what must come out. */
template <class Format> class InformedEncoder : public BufferEncoder<Format>
{
  public:
    void load(Workload &workload)
    {
        BufferEncoder<Format>::load(workload);
        encoded_ = workload.packed<Format>();
    }

  protected:
    std::shared_ptr<const Packed> encoded_;
};

class EncodeExact : public InformedEncoder<Protobuf>
{
  public:
    static constexpr Description description = way("phonenum-exact", "phonenum_encode(), exactly the bytes needed");

    Span encode(size_t index)
    {
        size_t size;
        phonenum_status status =
            phonenum_encode(&records_[index], out_.next(), encoded_->at(index).size, &size, &error_);
        return status ? Span{nullptr, 0} : out_.take(size);
    }
};

class EncodedSize : public InformedEncoder<Protobuf>
{
  public:
    static constexpr Description description = way("phonenum-size", "phonenum_encoded_size()");

    /* The reference's bytes: what is proved and timed is the size. */
    Span encode(size_t index)
    {
        size_t size;
        phonenum_status status = phonenum_encoded_size(&records_[index], &size, &error_);
        return status ? Span{nullptr, 0} : Span{encoded_->at(index).data, size};
    }
};

class SizeAndEncode : public BufferEncoder<Protobuf>
{
  public:
    static constexpr Description description =
        way("phonenum-sized", "phonenum_encoded_size(), then phonenum_encode() into so many bytes");

    Span encode(size_t index)
    {
        size_t size;
        phonenum_status status = phonenum_encoded_size(&records_[index], &size, &error_);
        if (!status)
            status = phonenum_encode(&records_[index], out_.next(), size, &size, &error_);
        return status ? Span{nullptr, 0} : out_.take(size);
    }
};

class EncodeArena : public BufferEncoder<Protobuf>
{
  public:
    static constexpr Description description = way("phonenum-arena", "phonenum_encode_arena()");

    Span encode(size_t index)
    {
        phonenum_bytes encoded;
        phonenum_arena_reset(arena_.get());
        phonenum_status status = phonenum_encode_arena(&records_[index], arena_.get(), &encoded, &error_);
        return status ? Span{nullptr, 0} : Span{encoded.data, encoded.size};
    }

  private:
    Arena arena_;
};

class EncodeDelimited : public BufferEncoder<Delimited>
{
  public:
    static constexpr Description description = way("phonenum-delimited", "phonenum_encode_delimited()");

    Span encode(size_t index)
    {
        size_t size;
        phonenum_status status = phonenum_encode_delimited(&records_[index], out_.next(), out_.room(), &size, &error_);
        return status ? Span{nullptr, 0} : out_.take(size);
    }
};

class EncodeDelimitedExact : public InformedEncoder<Delimited>
{
  public:
    static constexpr Description description =
        way("phonenum-delimited-exact", "phonenum_encode_delimited(), exactly the bytes needed");

    Span encode(size_t index)
    {
        size_t size;
        phonenum_status status =
            phonenum_encode_delimited(&records_[index], out_.next(), encoded_->at(index).size, &size, &error_);
        return status ? Span{nullptr, 0} : out_.take(size);
    }
};

/* What becomes of the bytes that a stream writer gives away. Both keep a copy, which is what the proof looks at. */

class ToMemory
{
  public:
    static constexpr Description description =
        way("phonenum-stream-callback", "phonenum_stream_write(), to a callback that copies");

    static phonenum_status write(const void *, size_t)
    {
        return PHONENUM_OK;
    }
};

class ToFile
{
  public:
    static constexpr Description description =
        way("phonenum-stream-file", "phonenum_stream_write(), to a FILE (/dev/null) and a copy");

    ToFile() : file_(std::fopen("/dev/null", "wb"))
    {
        if (!file_)
            throw std::bad_alloc();
    }

    ~ToFile()
    {
        std::fclose(file_);
    }

    ToFile(const ToFile &) = delete;
    ToFile &operator=(const ToFile &) = delete;

    phonenum_status write(const void *data, size_t size)
    {
        return phonenum_write_file(file_, data, size);
    }

  private:
    std::FILE *file_;
};

template <class Target> class WriteStream : public BufferEncoder<Delimited>
{
  public:
    static constexpr Description description = Target::description;

    WriteStream()
    {
        phonenum_stream_writer_init(&writer_, write, this, nullptr);
    }

    ~WriteStream()
    {
        phonenum_stream_writer_free(&writer_);
    }

    WriteStream(const WriteStream &) = delete;
    WriteStream &operator=(const WriteStream &) = delete;

    Span encode(size_t index)
    {
        return phonenum_stream_write(&writer_, &records_[index], &error_) ? Span{nullptr, 0} : written_;
    }

  private:
    static phonenum_status write(void *context, const void *data, size_t size)
    {
        WriteStream *self = static_cast<WriteStream *>(context);
        std::memcpy(self->out_.next(), data, size);
        self->written_ = self->out_.take(size);
        return self->target_.write(data, size);
    }

    Target target_;
    phonenum_stream_writer writer_;
    Span written_ = {};
};

/* Work on records. */

/* What a path finds is that which the record has. */

struct PhoneNumberPath {
    static constexpr Description description = way("phonenum-find-number", "phonenum_find(), phone_number", "views");
    static constexpr const char *text = "phone_number";

    static bool is_right(const phonenum_value &value, const phonenum_record &record)
    {
        return phonenum_str_equal(value.text, record.phone_number);
    }
};

struct StatusPath {
    static constexpr Description description = way("phonenum-find-status", "phonenum_find(), verification.status");
    static constexpr const char *text = "verification.status";

    static bool is_right(const phonenum_value &value, const phonenum_record &record)
    {
        return (value.type == PHONENUM_VALUE_ENUM) == record.verification.has_status &&
               (!record.verification.has_status || value.number == record.verification.status);
    }
};

struct CreatedAtPath {
    static constexpr Description description = way("phonenum-find-created", "phonenum_find(), created_at");
    static constexpr const char *text = "created_at";

    static bool is_right(const phonenum_value &value, const phonenum_record &record)
    {
        return (value.type == PHONENUM_VALUE_INTEGER) == record.has_created_at &&
               (!record.has_created_at || value.number == record.created_at);
    }
};

template <class Path> class Find
{
  public:
    static constexpr Description description = Path::description;

    Find()
    {
        if (phonenum_path_parse(Path::text, &path_, &error_))
            throw std::logic_error(error_.message);
    }

    void load(Workload &workload)
    {
        records_ = workload.records.data();
        encoded_ = workload.packed<Protobuf>();
    }

    bool work(size_t index)
    {
        const Span encoded = encoded_->at(index);
        return phonenum_find(encoded.data, encoded.size, &path_, &value_, &error_) == PHONENUM_OK;
    }

    bool proves(size_t index)
    {
        return work(index) && Path::is_right(value_, records_[index]);
    }

  private:
    const phonenum_record *records_ = nullptr;
    std::shared_ptr<const Packed> encoded_;
    phonenum_path path_;
    phonenum_value value_;
    phonenum_error error_;
};

class Copy
{
  public:
    static constexpr Description description = way("phonenum-copy", "phonenum_copy()", "copies");

    void load(Workload &workload)
    {
        records_ = workload.records.data();
    }

    bool work(size_t index)
    {
        phonenum_arena_reset(arena_.get());
        return phonenum_copy(&records_[index], arena_.get(), &copy_, &error_) == PHONENUM_OK;
    }

    bool proves(size_t index)
    {
        return work(index) && copy_.phone_number.data != records_[index].phone_number.data &&
               phonenum_equal(&copy_, &records_[index]);
    }

  private:
    const phonenum_record *records_ = nullptr;
    Arena arena_;
    phonenum_record copy_;
    phonenum_error error_;
};

/* Of a record and its copy, so that all of both is looked at. */
class Equal
{
  public:
    static constexpr Description description = way("phonenum-equal", "phonenum_equal(), with a copy");

    void load(Workload &workload)
    {
        records_ = &workload.records;
        copies_.resize(records_->size());
        for (size_t i = 0; i < copies_.size(); i++)
            if (phonenum_copy(&(*records_)[i], arena_.get(), &copies_[i], nullptr))
                throw std::bad_alloc();
    }

    bool work(size_t index)
    {
        return phonenum_equal(&(*records_)[index], &copies_[index]);
    }

    bool proves(size_t index)
    {
        phonenum_record other = copies_[index];
        other.updated_at ^= 1;
        other.has_updated_at = true;
        return work(index) && !phonenum_equal(&(*records_)[index], &other);
    }

  private:
    std::vector<phonenum_record> *records_ = nullptr;
    std::vector<phonenum_record> copies_;
    Arena arena_;
};

/* Some records of the stream break a rule. */
class Validate
{
  public:
    static constexpr Description description = way("phonenum-validate", "phonenum_validate()");

    void load(Workload &workload)
    {
        records_ = workload.records.data();
    }

    bool work(size_t index)
    {
        status_ = phonenum_validate(&records_[index], 0, &error_);
        return status_ == PHONENUM_OK || status_ == PHONENUM_ERR_RULE;
    }

    bool proves(size_t index)
    {
        size_t broken = 0;
        auto count = [](void *context, const phonenum_error *) {
            ++*static_cast<size_t *>(context);
            return true;
        };
        phonenum_status status = phonenum_validate_each(&records_[index], 0, count, &broken);
        return work(index) && status_ == status && (status == PHONENUM_OK) == (broken == 0);
    }

  private:
    const phonenum_record *records_ = nullptr;
    phonenum_status status_ = PHONENUM_OK;
    phonenum_error error_;
};

} // namespace

void add_ways(Rows &rows)
{
    add_decoder<DecodeIntoBuffer>(rows);
    add_decoder<DecodeDelimited>(rows);
    add_stream_reader<ReadStream<FromMemory>>(rows);
    add_stream_reader<ReadStream<FromCallback>>(rows);
    add_stream_reader<ReadJsonLines<FromMemory>>(rows);
    add_stream_reader<ReadJsonLines<FromCallback>>(rows);
    add_encoder<Encode256>(rows);
    add_encoder<EncodeExact>(rows);
    add_encoder<EncodeArena>(rows);
    add_encoder<EncodedSize>(rows);
    add_encoder<SizeAndEncode>(rows);
    add_encoder<EncodeDelimited>(rows);
    add_encoder<EncodeDelimitedExact>(rows);
    add_encoder<WriteStream<ToMemory>>(rows);
    add_encoder<WriteStream<ToFile>>(rows);
    add_worker<Copy>(rows);
    add_worker<Equal>(rows);
    add_worker<Validate>(rows);
    add_worker<Find<PhoneNumberPath>>(rows);
    add_worker<Find<StatusPath>>(rows);
    add_worker<Find<CreatedAtPath>>(rows);
}

} // namespace bench
