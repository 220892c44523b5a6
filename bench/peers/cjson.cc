/*
 * cJSON: JSON to a tree, and a tree that is there already to JSON.
 */
#include "peers.h"

#include "json_tree.h"

#include <cjson/cJSON.h>

namespace bench
{

namespace
{

constexpr const char *loses =
    "text; a tree, not a struct; no UTF-8 check, cuts text at a NUL, takes integers for doubles";

cJSON *parse(Span encoded)
{
    return cJSON_ParseWithLength(reinterpret_cast<const char *>(encoded.data), encoded.size);
}

class Decode
{
  public:
    using Format = Json;
    static const Description description;

    bool decode(Span encoded)
    {
        tree_ = parse(encoded);
        return tree_ != nullptr;
    }

    const phonenum_record *found()
    {
        std::unique_ptr<char, void (*)(void *)> text(cJSON_PrintUnformatted(tree_), cJSON_free);
        return reader_.read(text.get());
    }

    void release()
    {
        cJSON_Delete(tree_);
    }

  private:
    cJSON *tree_ = nullptr;
    TreeReader reader_;
};

const Description Decode::description = {"cjson", "cJSON, to a tree", false, false, true, "copies", loses};

class Encode
{
  public:
    using Format = Json;
    static const Description description;

    ~Encode()
    {
        clear();
    }

    void load(Workload &workload)
    {
        std::shared_ptr<const Packed> encoded = workload.packed<Json>();
        clear();
        for (size_t i = 0; i < encoded->count(); i++) {
            trees_.push_back(parse(encoded->at(i)));
            if (!trees_.back())
                throw Unfit("cJSON refuses record " + std::to_string(i + 1));
        }
        out_.prepare(encoded->largest());
    }

    Span encode(size_t index)
    {
        if (!cJSON_PrintPreallocated(trees_[index], out_.next_text(), static_cast<int>(out_.room()), false))
            return {nullptr, 0};
        return out_.take(std::strlen(out_.next_text()));
    }

  private:
    void clear()
    {
        for (cJSON *tree : trees_)
            cJSON_Delete(tree);
        trees_.clear();
    }

    std::vector<cJSON *> trees_;
    Output out_;
};

const Description Encode::description = {"cjson", "cJSON, from a tree", false, false, true, "", loses};

} // namespace

void add_cjson(Rows &rows)
{
    add_decoder<Decode>(rows);
    add_encoder<Encode>(rows);
}

std::string version_of_cjson()
{
    return std::string("cJSON ") + cJSON_Version();
}

} // namespace bench
