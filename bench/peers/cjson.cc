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

struct Cjson {
    using Tree = cJSON;
    static constexpr const char *name = "cJSON";
    static constexpr Description decoder = {"cjson", "cJSON, to a tree", false, false, true, "copies", loses};
    static constexpr Description encoder = {"cjson", "cJSON, from a tree", false, false, true, "", loses};

    static Tree *parse(Span encoded)
    {
        return cJSON_ParseWithLength(reinterpret_cast<const char *>(encoded.data), encoded.size);
    }

    static void free_tree(Tree *tree)
    {
        cJSON_Delete(tree);
    }

    static char *print(Tree *tree)
    {
        return cJSON_PrintUnformatted(tree);
    }

    static void free_text(void *text)
    {
        cJSON_free(text);
    }

    static size_t write(Tree *tree, char *out, size_t room)
    {
        return cJSON_PrintPreallocated(tree, out, static_cast<int>(room), false) ? std::strlen(out) : 0;
    }
};

} // namespace

void add_cjson(Rows &rows)
{
    add_decoder<TreeDecoder<Cjson>>(rows);
    add_encoder<TreeEncoder<Cjson>>(rows);
}

std::string version_of_cjson()
{
    return std::string("cJSON ") + cJSON_Version();
}

} // namespace bench
