/*
 * All records in one compressed file: an archive, and what it is held against, which is encoding into memory and all of
 * libzstd in one call, with the checksum that the program zstd writes.
 */
#include "peers.h"

#include <algorithm>
#include <phonenum/archive.h>
#include <zstd.h>

namespace bench
{

namespace
{

constexpr Description file(const char *name, const char *title)
{
    return {name, title, true, true, true, "", "", true};
}

/* What both kinds of files have in common. */
class File
{
  public:
    void load(Workload &workload)
    {
        records_ = &workload.records;
        content_.resize(workload.packed<Delimited>()->bytes() + spare);
        file_.resize(2 * content_.size() + spare);
    }

    /* Of the file. */
    size_t bytes() const
    {
        return size_;
    }

  protected:
    static constexpr size_t spare = 4096;

    /* Encodes all records. Returns how many bytes that are; 0 if it fails. */
    size_t encode()
    {
        size_t content = 0;
        for (const phonenum_record &record : *records_) {
            size_t size;
            if (phonenum_encode_delimited(&record, content_.data() + content, content_.size() - content, &size,
                                          &error_))
                return 0;
            content += size;
        }
        return content;
    }

    /* Decodes so many bytes, and gives each record to `see`, which returns whether to go on. */
    template <class See> bool decode(size_t content, See see)
    {
        size_t used;
        for (size_t at = 0; at < content; at += used) {
            if (phonenum_decode_delimited(content_.data() + at, content - at, nullptr, arena_.get(), &record_, &used,
                                          &error_) ||
                !see(record_))
                return false;
            phonenum_arena_reset(arena_.get());
        }
        return true;
    }

    const std::vector<phonenum_record> *records_ = nullptr;
    std::vector<uint8_t> content_;
    std::vector<uint8_t> file_;
    size_t size_ = 0; /* of the file */
    Arena arena_;
    phonenum_record record_;
    phonenum_error error_;
};

class PlainFile : public File
{
  public:
    static constexpr Description description = file("plain", "delimited records, not compressed");

    bool write()
    {
        size_ = encode();
        return size_ > 0;
    }

    template <class See> bool read(See see)
    {
        return decode(size_, see);
    }
};

template <int level> class ZstdFile : public File
{
  public:
    static constexpr Description description = level == 1
                                                   ? file("zstd-1", "delimited records, all in one call of zstd -1")
                                                   : file("zstd-3", "delimited records, all in one call of zstd -3");

    bool write()
    {
        const size_t content = encode();
        ZSTD_CCtx *context = ZSTD_createCCtx();
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
        size_ = ZSTD_compress2(context, file_.data(), file_.size(), content_.data(), content);
        ZSTD_freeCCtx(context);
        return content > 0 && !ZSTD_isError(size_);
    }

    template <class See> bool read(See see)
    {
        const size_t content = ZSTD_decompress(content_.data(), content_.size(), file_.data(), size_);
        return !ZSTD_isError(content) && decode(content, see);
    }
};

template <int level> class ArchiveFile : public File
{
  public:
    static constexpr Description description = level == 1 ? file("phonenum-archive-1", "an archive, level 1")
                                                          : file("phonenum-archive-3", "an archive, level 3");

    bool write()
    {
        phonenum_archive_write_options options = {};
        options.level = level;
        phonenum_archive_writer writer;
        phonenum_archive_writer_init(&writer, append, this, &options, nullptr);
        phonenum_status status = PHONENUM_OK;
        size_ = 0;
        for (size_t i = 0; i < records_->size() && !status; i++)
            status = phonenum_archive_write(&writer, &(*records_)[i], &error_);
        if (!status)
            status = phonenum_archive_finish(&writer, &error_);
        phonenum_archive_writer_free(&writer);
        return !status;
    }

    template <class See> bool read(See see)
    {
        phonenum_archive_reader reader;
        phonenum_archive_reader_init(&reader, take, this, nullptr, nullptr);
        read_ = 0;
        phonenum_status status = PHONENUM_OK;
        while (!status) {
            status = phonenum_archive_read(&reader, arena_.get(), &record_, &error_);
            if (!status && !see(record_))
                break;
            phonenum_arena_reset(arena_.get());
        }
        phonenum_archive_reader_free(&reader);
        return status == PHONENUM_END;
    }

  private:
    static phonenum_status append(void *context, const void *data, size_t size)
    {
        ArchiveFile *self = static_cast<ArchiveFile *>(context);
        if (size > self->file_.size() - self->size_)
            return PHONENUM_ERR_IO;
        std::memcpy(self->file_.data() + self->size_, data, size);
        self->size_ += size;
        return PHONENUM_OK;
    }

    static phonenum_status take(void *context, void *buffer, size_t capacity, size_t *size)
    {
        ArchiveFile *self = static_cast<ArchiveFile *>(context);
        *size = std::min(capacity, self->size_ - self->read_);
        std::memcpy(buffer, self->file_.data() + self->read_, *size);
        self->read_ += *size;
        return PHONENUM_OK;
    }

    size_t read_ = 0;
};

/* Whether the file has the records, and only these. */
template <class SomeFile> bool holds(SomeFile &file, const std::vector<phonenum_record> &records)
{
    size_t next = 0;
    auto is_next = [&](const phonenum_record &found) {
        return next < records.size() && phonenum_equal(&found, &records[next++]);
    };
    return file.read(is_next) && next == records.size();
}

template <class SomeFile> class Write
{
  public:
    static constexpr const char *operation = "write";
    static constexpr Description description = SomeFile::description;

    void load(Workload &workload)
    {
        records_ = &workload.records;
        file_.load(workload);
    }

    bool work()
    {
        return file_.write();
    }

    bool proves()
    {
        return work() && holds(file_, *records_);
    }

    size_t bytes() const
    {
        return file_.bytes();
    }

  private:
    const std::vector<phonenum_record> *records_ = nullptr;
    SomeFile file_;
};

template <class SomeFile> class Read
{
  public:
    static constexpr const char *operation = "read";
    static constexpr Description description = SomeFile::description;

    void load(Workload &workload)
    {
        records_ = &workload.records;
        file_.load(workload);
        if (!file_.write())
            throw Unfit("the file can't be written");
    }

    bool work()
    {
        size_t count = 0;
        return file_.read([&](const phonenum_record &) {
            benchmark::ClobberMemory();
            return ++count > 0;
        }) && count == records_->size();
    }

    bool proves()
    {
        return work() && holds(file_, *records_);
    }

    size_t bytes() const
    {
        return file_.bytes();
    }

  private:
    const std::vector<phonenum_record> *records_ = nullptr;
    SomeFile file_;
};

template <class SomeFile> void add_file(Rows &rows)
{
    add_whole_worker<Write<SomeFile>>(rows);
    add_whole_worker<Read<SomeFile>>(rows);
}

} // namespace

void add_archive(Rows &rows)
{
    add_file<PlainFile>(rows);
    add_file<ZstdFile<1>>(rows);
    add_file<ZstdFile<3>>(rows);
    add_file<ArchiveFile<1>>(rows);
    add_file<ArchiveFile<3>>(rows);
}

std::string version_of_archive()
{
    return std::string("zstd ") + ZSTD_versionString();
}

} // namespace bench
