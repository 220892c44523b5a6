/*
 * A record built of the input, well-formed or not, and its twin, built of the same input with one byte changed: sizes,
 * encodings, copies, comparisons, JSON and validation must agree.
 */
#include "../support/unknown.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

enum {
    LIST_MAX = 12 /* more than decoding has room for at first */
};

/* What a record is built of, front to back; zeros behind the end. */
typedef struct choices {
    const uint8_t *data;
    size_t size;
} choices;

/* Everything that a record can point to. */
typedef struct built {
    phonenum_record record;
    phonenum_link links[LIST_MAX];
    phonenum_str codes[LIST_MAX];
} built;

static unsigned take_byte(choices *from)
{
    if (from->size == 0)
        return 0;
    from->size--;
    return *from->data++;
}

static bool take_flag(choices *from)
{
    return take_byte(from) & 1;
}

static int64_t take_int64(choices *from)
{
    uint64_t value = 0;
    unsigned bytes = take_byte(from) % 9;
    for (unsigned i = 0; i < bytes; i++)
        value = value << 8 | take_byte(from);
    return (int64_t)(take_flag(from) ? ~value : value);
}

/* A number that is usually one of an enum, or of a kind. */
static int take_number(choices *from)
{
    int number = (int)take_byte(from);
    return number > 0xf0 ? number - 0x100 : number % 7;
}

/* Points into the input. A length of 0xff is no data with a size; of 0xfe, absent. */
static phonenum_str take_text(choices *from)
{
    size_t size = take_byte(from);
    if (size >= 0xfe)
        return (phonenum_str){NULL, size - 0xfe};
    if (size > from->size)
        size = from->size;
    phonenum_str text = {(const char *)from->data, size};
    from->data += size;
    from->size -= size;
    return text;
}

static phonenum_str take_optional_text(choices *from)
{
    return take_flag(from) ? take_text(from) : (phonenum_str){NULL, 0};
}

static phonenum_bytes take_unknown(choices *from)
{
    phonenum_str text = take_optional_text(from);
    return (phonenum_bytes){(const uint8_t *)text.data, text.size};
}

static phonenum_verification take_verification(choices *from)
{
    phonenum_verification out = {.kind = (phonenum_verification_kind)take_number(from)};
    out.has_object = take_flag(from);
    out.object = (phonenum_verification_object)take_number(from);
    out.has_status = take_flag(from);
    out.status = (phonenum_verification_status)take_number(from);
    out.strategy.kind = (phonenum_strategy_kind)take_number(from);
    out.strategy.known = (phonenum_verification_strategy)take_number(from);
    out.strategy.custom = take_optional_text(from);
    out.has_attempts = take_flag(from);
    out.attempts = take_int64(from);
    out.has_expire_at = take_flag(from);
    out.expire_at = take_int64(from);
    out.verified_at_client = take_optional_text(from);
    out.channel = take_optional_text(from);
    out.extra_json = take_optional_text(from);
    out.unknown = take_unknown(from);
    return out;
}

/* How many elements a list has; more than LIST_MAX stands for a count without a list. */
static size_t take_count(choices *from)
{
    return take_byte(from) % (LIST_MAX + 2);
}

static void take_lists(choices *from, built *out)
{
    phonenum_record *record = &out->record;
    record->linked_to_count = take_count(from);
    record->linked_to = record->linked_to_count > LIST_MAX ? NULL : out->links;
    for (size_t i = 0; record->linked_to && i < record->linked_to_count; i++) {
        out->links[i] = (phonenum_link){.type = take_optional_text(from), .id = take_optional_text(from)};
        out->links[i].extra_json = take_optional_text(from);
        out->links[i].unknown = take_unknown(from);
    }
    record->backup_codes_count = take_count(from);
    record->backup_codes = record->backup_codes_count > LIST_MAX ? NULL : out->codes;
    for (size_t i = 0; record->backup_codes && i < record->backup_codes_count; i++)
        out->codes[i] = take_text(from);
}

static void build(choices from, built *out)
{
    memset(out, 0, sizeof *out);
    phonenum_record *record = &out->record;
    record->id = take_optional_text(&from);
    record->phone_number = take_optional_text(&from);
    record->has_object = take_flag(&from);
    record->object = (phonenum_phone_number_object)take_number(&from);
    record->has_reserved_for_second_factor = take_flag(&from);
    record->reserved_for_second_factor = take_flag(&from);
    record->has_default_second_factor = take_flag(&from);
    record->default_second_factor = take_flag(&from);
    record->has_reserved = take_flag(&from);
    record->reserved = take_flag(&from);
    record->has_created_at = take_flag(&from);
    record->created_at = take_int64(&from);
    record->has_updated_at = take_flag(&from);
    record->updated_at = take_int64(&from);
    record->verification = take_verification(&from);
    take_lists(&from, out);
    record->extra_json = take_optional_text(&from);
    record->unknown = take_unknown(&from);
}

/* Whether unknown fields stay so: nothing hinders a program to put fields there that the schema does know. */
static bool is_stable(const phonenum_record *record, const phonenum_record *decoded)
{
    bool same = record->unknown.size == decoded->unknown.size &&
                record->verification.kind == decoded->verification.kind &&
                (record->verification.kind == PHONENUM_VERIFICATION_NONE ||
                 record->verification.unknown.size == decoded->verification.unknown.size) &&
                record->linked_to_count == decoded->linked_to_count;
    for (size_t i = 0; same && i < record->linked_to_count; i++)
        same = record->linked_to[i].unknown.size == decoded->linked_to[i].unknown.size;
    return same;
}

/* Checks what a record that can be encoded decodes to. */
static void check_encoded(const phonenum_record *record, phonenum_bytes encoded, phonenum_arena *arena)
{
    phonenum_record decoded;
    phonenum_error error;
    phonenum_status status = phonenum_decode(encoded.data, encoded.size, NULL, arena, &decoded, &error);
    if (status) {
        /* Fields of the schema may stand there, too, with anything in them. */
        FUZZ_CHECK(has_unknown(record));
        return;
    }
    if (is_stable(record, &decoded))
        FUZZ_CHECK(phonenum_equal(record, &decoded));
    fuzz_check_round_trip(&decoded, arena);
    fuzz_check_json(&decoded, arena);
    fuzz_check_json(record, arena);
}

static void check_copy(const phonenum_record *record, phonenum_bytes encoded, phonenum_arena *arena)
{
    phonenum_record copy;
    phonenum_error error;
    phonenum_status status = phonenum_copy(record, arena, &copy, &error);
    fuzz_check_error(status, &error, SIZE_MAX);
    FUZZ_CHECK(encoded.data == NULL || status == PHONENUM_OK);
    if (status) {
        const phonenum_record absent = PHONENUM_RECORD_INIT;
        FUZZ_CHECK(phonenum_equal(&copy, &absent));
        return;
    }
    phonenum_bytes again = fuzz_encode(&copy, arena);
    FUZZ_CHECK(again.size == encoded.size && (again.data == NULL) == (encoded.data == NULL));
    FUZZ_CHECK(again.size == 0 || memcmp(again.data, encoded.data, again.size) == 0);
}

/* Counts what is told, each of it a broken rule with a path. */
static bool count_broken(void *count, const phonenum_error *broken)
{
    fuzz_check_error(PHONENUM_ERR_RULE, broken, 0);
    ++*(size_t *)count;
    return true;
}

static void check_validation(const phonenum_record *record)
{
    for (unsigned flags = 0; flags <= PHONENUM_VALIDATE_CLOSED; flags++) {
        size_t broken = 0;
        phonenum_error first;
        phonenum_status status = phonenum_validate(record, flags, &first);
        fuzz_check_error(status, &first, 0);
        FUZZ_CHECK(phonenum_validate_each(record, flags, count_broken, &broken) == status);
        FUZZ_CHECK((broken > 0) == (status == PHONENUM_ERR_RULE));
    }
}

/* What can be encoded is equal just where its bytes are the same. */
static void check_twin(const phonenum_record *record, phonenum_bytes encoded, const phonenum_record *twin,
                       phonenum_arena *arena)
{
    phonenum_bytes other = fuzz_encode(twin, arena);
    if (!encoded.data || !other.data)
        return;
    bool same = encoded.size == other.size && memcmp(encoded.data, other.data, other.size) == 0;
    FUZZ_CHECK(phonenum_equal(record, twin) == same);
    FUZZ_CHECK(phonenum_equal(twin, record) == same);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    uint8_t *input = fuzz_copy(data + 2, size - 2), *changed = fuzz_copy(data + 2, size - 2);
    if (size > 2)
        changed[data[0] % (size - 2)] ^= data[1];
    built record, twin;
    build((choices){input, size - 2}, &record);
    build((choices){changed, size - 2}, &twin);
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_bytes encoded = fuzz_encode(&record.record, &arena);
    if (encoded.data)
        check_encoded(&record.record, encoded, &arena);
    check_copy(&record.record, encoded, &arena);
    check_validation(&record.record);
    check_twin(&record.record, encoded, &twin.record, &arena);
    phonenum_arena_free(&arena);
    free(changed);
    free(input);
    return 0;
}
