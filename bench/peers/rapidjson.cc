/*
 * RapidJSON with its checks of UTF-8 on: in place to a tree, and from the record by its SAX writer. An extra_json
 * goes through a tree, which checks it.
 */
#include "peers.h"

#include "json_tree.h"

/* Its scanning of white space and text by SSE 4.2, where the build's machine has that. */
#if defined(__SSE4_2__)
#define RAPIDJSON_SSE42
#endif
#include <optional>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace bench
{

namespace
{

class Decode
{
  public:
    using Format = Json;
    static const Description description;

    Decode()
        : values_(1 << 16), stack_(1 << 14), value_pool_(values_.data(), values_.size()),
          stack_pool_(stack_.data(), stack_.size())
    {
    }

    /* Parsing in place overwrites the text, so each time it begins with a copy. */
    bool decode(Span encoded)
    {
        constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseValidateEncodingFlag;
        if (text_.size() <= encoded.size)
            text_.resize(encoded.size + 1);
        std::memcpy(text_.data(), encoded.data, encoded.size);
        text_[encoded.size] = '\0';
        tree_.emplace(&value_pool_, stack_.size() / 2, &stack_pool_);
        tree_->ParseInsitu<flags>(text_.data());
        return !tree_->HasParseError();
    }

    const phonenum_record *found()
    {
        rapidjson::StringBuffer buffer;
        rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
        tree_->Accept(writer);
        return reader_.read(buffer.GetString());
    }

    void release()
    {
        tree_.reset();
        value_pool_.Clear();
        stack_pool_.Clear();
    }

  private:
    using Pool = rapidjson::MemoryPoolAllocator<>;
    using Tree = rapidjson::GenericDocument<rapidjson::UTF8<>, Pool, Pool>;

    std::vector<char> text_;
    std::vector<char> values_;
    std::vector<char> stack_;
    Pool value_pool_;
    Pool stack_pool_;
    std::optional<Tree> tree_;
    TreeReader reader_;
};

const Description Decode::description = {
    "rapidjson",
    "RapidJSON, in place to a tree",
    true,
    true,
    true,
    "views",
    "text; a tree, not a struct; takes duplicate names",
};

class Encode
{
  public:
    using Format = Json;
    static const Description description;

    void load(Workload &workload)
    {
        records_ = workload.records.data();
    }

    Span encode(size_t index)
    {
        buffer_.Clear();
        writer_.Reset(buffer_);
        bool good = put_record(records_[index]);
        values_.Clear();
        stack_.Clear();
        if (!good)
            return {nullptr, 0};
        return {reinterpret_cast<const uint8_t *>(buffer_.GetString()), buffer_.GetSize()};
    }

  private:
    using Writer = rapidjson::Writer<rapidjson::StringBuffer, rapidjson::UTF8<>, rapidjson::UTF8<>,
                                     rapidjson::CrtAllocator, rapidjson::kWriteValidateEncodingFlag>;

    template <size_t size> static bool key(Writer &writer, const char (&name)[size])
    {
        return writer.Key(name, static_cast<rapidjson::SizeType>(size - 1));
    }

    static bool put_text(Writer &writer, phonenum_str text)
    {
        return writer.String(text.data, static_cast<rapidjson::SizeType>(text.size));
    }

    template <size_t size> static bool put(Writer &writer, const char (&name)[size], phonenum_str text)
    {
        return !text.data || (key(writer, name) && put_text(writer, text));
    }

    template <size_t size> static bool put_name(Writer &writer, const char (&name)[size], bool has, const char *value)
    {
        return !has || !value || (key(writer, name) && writer.String(value));
    }

    template <size_t size> static bool put_flag(Writer &writer, const char (&name)[size], bool has, bool value)
    {
        return !has || (key(writer, name) && writer.Bool(value));
    }

    template <size_t size> static bool put_number(Writer &writer, const char (&name)[size], bool has, int64_t value)
    {
        return !has || (key(writer, name) && writer.Int64(value));
    }

    using Pool = rapidjson::MemoryPoolAllocator<>;
    using Tree = rapidjson::GenericDocument<rapidjson::UTF8<>, Pool, Pool>;

    /* An extra_json as a tree. RapidJSON has no way to check it and to write only its members. */
    class Extra
    {
      public:
        Extra(phonenum_str text, Pool &values, Pool &stack)
        {
            if (!text.data)
                return;
            tree_.emplace(&values, 1024, &stack);
            tree_->Parse<rapidjson::kParseValidateEncodingFlag>(text.data, text.size);
        }

        bool has(const char *name) const
        {
            return is_object() && tree_->HasMember(name);
        }

        bool put(Writer &writer) const
        {
            if (!is_object())
                return !tree_;
            for (const auto &member : tree_->GetObject()) {
                if (!member.name.Accept(writer) || !member.value.Accept(writer))
                    return false;
            }
            return true;
        }

      private:
        bool is_object() const
        {
            return tree_ && !tree_->HasParseError() && tree_->IsObject();
        }

        std::optional<Tree> tree_;
    };

    static bool put_strategy(Writer &writer, const phonenum_strategy &strategy)
    {
        if (strategy.kind == PHONENUM_STRATEGY_CUSTOM)
            return put(writer, "strategy", strategy.custom);
        return put_name(writer, "strategy", strategy.kind == PHONENUM_STRATEGY_KNOWN,
                        phonenum_verification_strategy_name(strategy.known));
    }

    template <size_t size>
    static bool put_or_null(Writer &writer, const char (&name)[size], bool has, int64_t value, const Extra &extra)
    {
        return (!has && extra.has(name)) || (key(writer, name) && (has ? writer.Int64(value) : writer.Null()));
    }

    bool put_verification(const phonenum_verification &verification, const Extra &outer)
    {
        if (verification.kind == PHONENUM_VERIFICATION_NONE)
            return outer.has("verification") || (key(writer_, "verification") && writer_.Null());
        const Extra extra(verification.extra_json, values_, stack_);
        return key(writer_, "verification") && writer_.StartObject() &&
               put_name(writer_, "object", verification.has_object,
                        phonenum_verification_object_name(verification.object)) &&
               put_name(writer_, "status", verification.has_status,
                        phonenum_verification_status_name(verification.status)) &&
               put_strategy(writer_, verification.strategy) &&
               put_or_null(writer_, "attempts", verification.has_attempts, verification.attempts, extra) &&
               put_or_null(writer_, "expire_at", verification.has_expire_at, verification.expire_at, extra) &&
               put(writer_, "verified_at_client", verification.verified_at_client) &&
               put(writer_, "channel", verification.channel) && extra.put(writer_) && writer_.EndObject();
    }

    bool put_links(const phonenum_record &record, const Extra &outer)
    {
        if (record.linked_to_count == 0 && outer.has("linked_to"))
            return true;
        bool good = key(writer_, "linked_to") && writer_.StartArray();
        for (size_t i = 0; i < record.linked_to_count && good; i++) {
            const phonenum_link &link = record.linked_to[i];
            const Extra extra(link.extra_json, values_, stack_);
            good = writer_.StartObject() && put(writer_, "type", link.type) && put(writer_, "id", link.id) &&
                   extra.put(writer_) && writer_.EndObject();
        }
        return good && writer_.EndArray();
    }

    bool put_codes(const phonenum_record &record)
    {
        if (record.backup_codes_count == 0)
            return true;
        bool good = key(writer_, "backup_codes") && writer_.StartArray();
        for (size_t i = 0; i < record.backup_codes_count && good; i++)
            good = put_text(writer_, record.backup_codes[i]);
        return good && writer_.EndArray();
    }

    bool put_record(const phonenum_record &record)
    {
        const Extra extra(record.extra_json, values_, stack_);
        return writer_.StartObject() && put(writer_, "id", record.id) &&
               put_name(writer_, "object", record.has_object, phonenum_phone_number_object_name(record.object)) &&
               put(writer_, "phone_number", record.phone_number) &&
               put_flag(writer_, "reserved_for_second_factor", record.has_reserved_for_second_factor,
                        record.reserved_for_second_factor) &&
               put_flag(writer_, "default_second_factor", record.has_default_second_factor,
                        record.default_second_factor) &&
               put_flag(writer_, "reserved", record.has_reserved, record.reserved) &&
               put_verification(record.verification, extra) && put_links(record, extra) && put_codes(record) &&
               put_number(writer_, "created_at", record.has_created_at, record.created_at) &&
               put_number(writer_, "updated_at", record.has_updated_at, record.updated_at) && extra.put(writer_) &&
               writer_.EndObject();
    }

    const phonenum_record *records_ = nullptr;
    rapidjson::StringBuffer buffer_;
    Writer writer_{buffer_};
    std::vector<char> value_memory_ = std::vector<char>(1 << 16);
    std::vector<char> stack_memory_ = std::vector<char>(1 << 14);
    Pool values_{value_memory_.data(), value_memory_.size()};
    Pool stack_{stack_memory_.data(), stack_memory_.size()};
};

const Description Encode::description = {
    "rapidjson", "RapidJSON, SAX writer", true, true, true, "", "text; takes duplicate names in extra_json",
};

} // namespace

void add_rapidjson(Rows &rows)
{
    add_decoder<Decode>(rows);
    add_encoder<Encode>(rows);
}

std::string version_of_rapidjson()
{
    return "RapidJSON " RAPIDJSON_VERSION_STRING;
}

} // namespace bench
