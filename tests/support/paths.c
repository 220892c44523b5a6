/*
 * Asks encoded bytes for every path of the schema.
 */
#include "paths.h"

#include "record/schema.h"

#include <phonenum/find.h>
#include <stdio.h>
#include <string.h>

enum {
    /* Elements that are asked for, also if a list has less. */
    ELEMENTS = 3,
    /* More than there are paths to ask for. */
    PATHS_MOST = 200
};

struct known_path {
    char text[80]; /* empty if it was not compiled yet */
    phonenum_path compiled;
};

/* The path that is asked for. Once something differs, nothing more is asked. */
struct asking {
    const uint8_t *data;
    size_t size;
    const phonenum_error *decoding;
    struct known_path *next; /* all are asked for in the same order, so each is compiled once */
    const char *path;
    bool differs;
};

/*
 * Whether finding may fail in this way where decoding failed in that. A submessage that is cut ends where the next tag
 * begins, so what decoding says of the one and finding says of the other may have the same place.
 */
static bool may_fail(const phonenum_error *finding, const phonenum_error *decoding)
{
    if (decoding->status == PHONENUM_OK || finding->offset < decoding->offset)
        return false;
    bool is_same_place = finding->offset == decoding->offset && strcmp(finding->field, decoding->field) == 0;
    bool is_another = decoding->status == PHONENUM_ERR_LIMIT || decoding->status == PHONENUM_ERR_TRUNCATED;
    return !is_same_place || is_another || finding->status == decoding->status;
}

/* False if there is no value to compare. */
static bool ask(struct asking *on, const char *prefix, const char *member, phonenum_value *value)
{
    phonenum_error error;
    if (on->differs)
        return false;
    struct known_path *path = on->next++;
    on->path = path->text;
    if (path->text[0] == '\0') {
        snprintf(path->text, sizeof path->text, "%s%s", prefix, member);
        on->differs = phonenum_path_parse(path->text, &path->compiled, &error) != PHONENUM_OK;
    }
    if (on->differs)
        return false;
    memset(value, 0xa5, sizeof *value);
    phonenum_status status = phonenum_find(on->data, on->size, &path->compiled, value, &error);
    on->differs = error.status != status || (status && !may_fail(&error, on->decoding));
    return !status && !on->differs && on->decoding->status == PHONENUM_OK;
}

static void ask_text(struct asking *on, const char *prefix, const char *member, phonenum_str expected)
{
    phonenum_value value;
    if (!ask(on, prefix, member, &value))
        return;
    bool is_inside = value.text.size == 0 || (value.text.data >= (const char *)on->data &&
                                              value.text.data + value.text.size <= (const char *)on->data + on->size);
    on->differs = value.type != (expected.data ? PHONENUM_VALUE_TEXT : PHONENUM_VALUE_ABSENT) ||
                  !phonenum_str_equal(value.text, expected) || !is_inside;
}

static void ask_number(struct asking *on, const char *prefix, const char *member, bool has, int64_t expected,
                       phonenum_value_type type, phonenum_enumeration enumeration)
{
    phonenum_value value;
    if (!ask(on, prefix, member, &value))
        return;
    if (has)
        on->differs = value.type != type || value.number != expected || value.enumeration != enumeration;
    else
        on->differs = value.type != PHONENUM_VALUE_ABSENT || value.number != 0;
}

#define ASK_TEXT(member, detail) ask_text(on, prefix, #member, from->member);
#define ASK_JSON(member, detail) ask_text(on, prefix, #member, from->member);
#define ASK_NUMBER(member, type, enumeration) \
    ask_number(on, prefix, #member, from->has_##member, (int64_t)from->member, type, enumeration);
#define ASK_ENUM(member, detail) ASK_NUMBER(member, PHONENUM_VALUE_ENUM, PHONENUM_ENUMERATION_##detail)
#define ASK_BOOL(member, detail) ASK_NUMBER(member, PHONENUM_VALUE_BOOLEAN, PHONENUM_ENUMERATION_NONE)
#define ASK_INT64(member, detail) ASK_NUMBER(member, PHONENUM_VALUE_INTEGER, PHONENUM_ENUMERATION_NONE)
#define ASK_STRATEGY(member, detail)                                                                                  \
    ask_number(on, prefix, "strategy", from->strategy.kind == PHONENUM_STRATEGY_KNOWN, (int64_t)from->strategy.known, \
               PHONENUM_VALUE_ENUM, PHONENUM_ENUMERATION_##detail);
#define ASK_CUSTOM_STRATEGY(member, detail) ask_text(on, prefix, "custom_strategy", from->strategy.custom);
#define ASK_OTP(member, detail)
#define ASK_ADMIN(member, detail)
#define ASK_LINKS(member, detail)
#define ASK_CODES(member, detail)
#define ASK(MESSAGE, KIND, FIELD, member, json_name, detail) ASK_##KIND(member, detail)

static void ask_otp(struct asking *on, const char *prefix, const phonenum_verification *from)
{
    VERIFICATION_FIELDS(ASK, ASK)
}

static void ask_admin(struct asking *on, const char *prefix, const phonenum_verification *from)
{
    VERIFICATION_FIELDS(ASK, NO_ROW)
}

static void ask_verification(struct asking *on, const phonenum_verification *from)
{
    static const phonenum_verification none = {.kind = PHONENUM_VERIFICATION_NONE};
    ask_number(on, "", "verification", true, (int64_t)from->kind, PHONENUM_VALUE_KIND, PHONENUM_ENUMERATION_NONE);
    ask_otp(on, "verification.", from);
    ask_otp(on, "verification.otp.", from->kind == PHONENUM_VERIFICATION_OTP ? from : &none);
    ask_admin(on, "verification.admin.", from->kind == PHONENUM_VERIFICATION_ADMIN ? from : &none);
}

static void ask_link(struct asking *on, size_t index, const phonenum_link *from)
{
    char prefix[40];
    snprintf(prefix, sizeof prefix, "linked_to[%zu].", index);
    LINK_FIELDS(ASK)
}

static void ask_code(struct asking *on, size_t index, phonenum_str code)
{
    char path[40];
    snprintf(path, sizeof path, "backup_codes[%zu]", index);
    ask_text(on, path, "", code);
}

static void ask_lists(struct asking *on, const phonenum_record *from)
{
    static const phonenum_link no_link = {.type = {NULL, 0}};
    static const phonenum_str no_code = {NULL, 0};
    ask_number(on, "", "linked_to", true, (int64_t)from->linked_to_count, PHONENUM_VALUE_COUNT,
               PHONENUM_ENUMERATION_NONE);
    ask_number(on, "", "backup_codes", true, (int64_t)from->backup_codes_count, PHONENUM_VALUE_COUNT,
               PHONENUM_ENUMERATION_NONE);
    for (size_t i = 0; i < ELEMENTS; i++) {
        ask_link(on, i, i < from->linked_to_count ? &from->linked_to[i] : &no_link);
        ask_code(on, i, i < from->backup_codes_count ? from->backup_codes[i] : no_code);
    }
}

const char *path_that_differs(const void *data, size_t size, const phonenum_record *record,
                              const phonenum_error *decoding)
{
    static struct known_path paths[PATHS_MOST];
    struct asking asking = {.data = data, .size = size, .decoding = decoding, .next = paths};
    struct asking *on = &asking;
    const phonenum_record *from = record;
    const char *prefix = "";
    RECORD_FIELDS(ASK)
    ask_verification(on, &from->verification);
    ask_lists(on, from);
    return on->differs ? on->path : NULL;
}
