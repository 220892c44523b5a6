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

struct Jansson {
    using Tree = json_t;
    static constexpr const char *name = "jansson";
    static constexpr Description decoder = {"jansson",
                                            "jansson, to a tree",
                                            true,
                                            true,
                                            true,
                                            "copies",
                                            "text; a tree, not a struct; takes duplicate names"};
    static constexpr Description encoder = {
        "jansson", "jansson, from a tree", true, true, true, "", "text; the tree is there already",
    };

    static Tree *parse(Span encoded)
    {
        json_error_t error;
        return json_loadb(reinterpret_cast<const char *>(encoded.data), encoded.size, JSON_ALLOW_NUL, &error);
    }

    static void free_tree(Tree *tree)
    {
        json_decref(tree);
    }

    static char *print(Tree *tree)
    {
        return json_dumps(tree, JSON_COMPACT);
    }

    static void free_text(void *text)
    {
        std::free(text);
    }

    static size_t write(Tree *tree, char *out, size_t room)
    {
        size_t size = json_dumpb(tree, out, room, JSON_COMPACT);
        return size <= room ? size : 0;
    }
};

} // namespace

void add_jansson(Rows &rows)
{
    add_decoder<TreeDecoder<Jansson>>(rows);
    add_encoder<TreeEncoder<Jansson>>(rows);
}

std::string version_of_jansson()
{
    return std::string("jansson ") + jansson_version_str();
}

} // namespace bench
