/*
 * jansson: JSON to a tree, and a tree that is there already to JSON.
 */
#include "peers.h"

#include "json_tree.h"

#include <cstdlib>
#include <jansson.h>

namespace bench
{

namespace
{

json_t *parse(Span encoded)
{
    json_error_t error;
    return json_loadb(reinterpret_cast<const char *>(encoded.data), encoded.size, JSON_ALLOW_NUL, &error);
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
        std::unique_ptr<char, void (*)(void *)> text(json_dumps(tree_, JSON_COMPACT), std::free);
        return reader_.read(text.get());
    }

    void release()
    {
        json_decref(tree_);
    }

  private:
    json_t *tree_ = nullptr;
    TreeReader reader_;
};

const Description Decode::description = {
    "jansson", "jansson, to a tree", true, true, true, "copies", "text; a tree, not a struct; takes duplicate names",
};

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
                throw Unfit("jansson refuses record " + std::to_string(i + 1));
        }
        out_.prepare(encoded->largest());
    }

    Span encode(size_t index)
    {
        size_t size = json_dumpb(trees_[index], out_.next_text(), out_.room(), JSON_COMPACT);
        return size == 0 || size > out_.room() ? Span{nullptr, 0} : out_.take(size);
    }

  private:
    void clear()
    {
        for (json_t *tree : trees_)
            json_decref(tree);
        trees_.clear();
    }

    std::vector<json_t *> trees_;
    Output out_;
};

const Description Encode::description = {
    "jansson", "jansson, from a tree", true, true, true, "", "text; the tree is there already",
};

} // namespace

void add_jansson(Rows &rows)
{
    add_decoder<Decode>(rows);
    add_encoder<Encode>(rows);
}

std::string version_of_jansson()
{
    return std::string("jansson ") + jansson_version_str();
}

} // namespace bench
