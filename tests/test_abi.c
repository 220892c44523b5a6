/*
 * Pins the binary interface: sizes, offsets and numbers. Whoever must change a line here raises
 * PHONENUM_SOVERSION, unless the line only grew a new constant.
 */
#include "support/check.h"

#include <phonenum/arena.h>
#include <phonenum/codec.h>
#include <phonenum/inspect.h>
#include <phonenum/json.h>
#include <phonenum/record.h>
#include <phonenum/status.h>
#include <phonenum/stream.h>

#define SIZE_IS(type, size) _Static_assert(sizeof(type) == (size), "the size of " #type " has changed")
#define OFFSET_IS(type, member, offset) \
    _Static_assert(offsetof(type, member) == (offset), "the offset of " #type "." #member " has changed")
#define NUMBER_IS(constant, number) _Static_assert((constant) == (number), "the number of " #constant " has changed")

/* Where long and pointers have 64 bits; a 32-bit machine has a binary interface of its own. */
#if defined(__LP64__)
SIZE_IS(phonenum_str, 16);
OFFSET_IS(phonenum_str, data, 0);
OFFSET_IS(phonenum_str, size, 8);

SIZE_IS(phonenum_bytes, 16);
OFFSET_IS(phonenum_bytes, data, 0);
OFFSET_IS(phonenum_bytes, size, 8);

SIZE_IS(phonenum_strategy, 24);
OFFSET_IS(phonenum_strategy, kind, 0);
OFFSET_IS(phonenum_strategy, known, 4);
OFFSET_IS(phonenum_strategy, custom, 8);

SIZE_IS(phonenum_verification, 120);
OFFSET_IS(phonenum_verification, kind, 0);
OFFSET_IS(phonenum_verification, has_object, 4);
OFFSET_IS(phonenum_verification, has_status, 5);
OFFSET_IS(phonenum_verification, has_attempts, 6);
OFFSET_IS(phonenum_verification, has_expire_at, 7);
OFFSET_IS(phonenum_verification, object, 8);
OFFSET_IS(phonenum_verification, status, 12);
OFFSET_IS(phonenum_verification, strategy, 16);
OFFSET_IS(phonenum_verification, attempts, 40);
OFFSET_IS(phonenum_verification, expire_at, 48);
OFFSET_IS(phonenum_verification, verified_at_client, 56);
OFFSET_IS(phonenum_verification, channel, 72);
OFFSET_IS(phonenum_verification, extra_json, 88);
OFFSET_IS(phonenum_verification, unknown, 104);

SIZE_IS(phonenum_link, 64);
OFFSET_IS(phonenum_link, type, 0);
OFFSET_IS(phonenum_link, id, 16);
OFFSET_IS(phonenum_link, extra_json, 32);
OFFSET_IS(phonenum_link, unknown, 48);

SIZE_IS(phonenum_record, 248);
OFFSET_IS(phonenum_record, id, 0);
OFFSET_IS(phonenum_record, phone_number, 16);
OFFSET_IS(phonenum_record, has_object, 32);
OFFSET_IS(phonenum_record, has_reserved_for_second_factor, 33);
OFFSET_IS(phonenum_record, has_default_second_factor, 34);
OFFSET_IS(phonenum_record, has_reserved, 35);
OFFSET_IS(phonenum_record, has_created_at, 36);
OFFSET_IS(phonenum_record, has_updated_at, 37);
OFFSET_IS(phonenum_record, reserved_for_second_factor, 38);
OFFSET_IS(phonenum_record, default_second_factor, 39);
OFFSET_IS(phonenum_record, reserved, 40);
OFFSET_IS(phonenum_record, object, 44);
OFFSET_IS(phonenum_record, verification, 48);
OFFSET_IS(phonenum_record, linked_to, 168);
OFFSET_IS(phonenum_record, linked_to_count, 176);
OFFSET_IS(phonenum_record, backup_codes, 184);
OFFSET_IS(phonenum_record, backup_codes_count, 192);
OFFSET_IS(phonenum_record, created_at, 200);
OFFSET_IS(phonenum_record, updated_at, 208);
OFFSET_IS(phonenum_record, extra_json, 216);
OFFSET_IS(phonenum_record, unknown, 232);

SIZE_IS(phonenum_error, 104);
OFFSET_IS(phonenum_error, status, 0);
OFFSET_IS(phonenum_error, offset, 8);
OFFSET_IS(phonenum_error, line, 16);
OFFSET_IS(phonenum_error, column, 24);
OFFSET_IS(phonenum_error, field, 32);
OFFSET_IS(phonenum_error, message, 96);

SIZE_IS(phonenum_allocator, 24);
OFFSET_IS(phonenum_allocator, allocate, 0);
OFFSET_IS(phonenum_allocator, deallocate, 8);
OFFSET_IS(phonenum_allocator, context, 16);

SIZE_IS(phonenum_arena, 96);
OFFSET_IS(phonenum_arena, next, 0);
OFFSET_IS(phonenum_arena, end, 8);
OFFSET_IS(phonenum_arena, buffer, 16);
OFFSET_IS(phonenum_arena, buffer_size, 24);
OFFSET_IS(phonenum_arena, buffer_used, 32);
OFFSET_IS(phonenum_arena, first, 40);
OFFSET_IS(phonenum_arena, current, 48);
OFFSET_IS(phonenum_arena, chunk_size, 56);
OFFSET_IS(phonenum_arena, allocator, 64);
OFFSET_IS(phonenum_arena, holds_secrets, 88);

SIZE_IS(phonenum_arena_point, 16);
OFFSET_IS(phonenum_arena_point, chunk, 0);
OFFSET_IS(phonenum_arena_point, next, 8);

SIZE_IS(phonenum_limits, 40);
OFFSET_IS(phonenum_limits, input, 0);
OFFSET_IS(phonenum_limits, links, 8);
OFFSET_IS(phonenum_limits, codes, 16);
OFFSET_IS(phonenum_limits, unknown, 24);
OFFSET_IS(phonenum_limits, depth, 32);

SIZE_IS(phonenum_decode_options, 48);
OFFSET_IS(phonenum_decode_options, limits, 0);
OFFSET_IS(phonenum_decode_options, flags, 40);

SIZE_IS(phonenum_input, 96);
OFFSET_IS(phonenum_input, read, 0);
OFFSET_IS(phonenum_input, context, 8);
OFFSET_IS(phonenum_input, allocator, 16);
OFFSET_IS(phonenum_input, owned, 40);
OFFSET_IS(phonenum_input, bytes, 48);
OFFSET_IS(phonenum_input, capacity, 56);
OFFSET_IS(phonenum_input, begin, 64);
OFFSET_IS(phonenum_input, end, 72);
OFFSET_IS(phonenum_input, offset, 80);
OFFSET_IS(phonenum_input, ended, 88);

SIZE_IS(phonenum_stream_writer, 112);
OFFSET_IS(phonenum_stream_writer, write, 0);
OFFSET_IS(phonenum_stream_writer, context, 8);
OFFSET_IS(phonenum_stream_writer, arena, 16);

SIZE_IS(phonenum_stream_reader, 168);
OFFSET_IS(phonenum_stream_reader, input, 0);
OFFSET_IS(phonenum_stream_reader, options, 96);
OFFSET_IS(phonenum_stream_reader, record_offset, 144);
OFFSET_IS(phonenum_stream_reader, consumed, 152);
OFFSET_IS(phonenum_stream_reader, failed, 160);

SIZE_IS(phonenum_field, 136);
OFFSET_IS(phonenum_field, offset, 0);
OFFSET_IS(phonenum_field, header_size, 8);
OFFSET_IS(phonenum_field, value_size, 16);
OFFSET_IS(phonenum_field, number, 24);
OFFSET_IS(phonenum_field, wire_type, 28);
OFFSET_IS(phonenum_field, type, 32);
OFFSET_IS(phonenum_field, secret, 36);
OFFSET_IS(phonenum_field, depth, 40);
OFFSET_IS(phonenum_field, value, 48);
OFFSET_IS(phonenum_field, value_name, 56);
OFFSET_IS(phonenum_field, bytes, 64);
OFFSET_IS(phonenum_field, path, 72);

SIZE_IS(phonenum_inspector, 936);
OFFSET_IS(phonenum_inspector, data, 0);
OFFSET_IS(phonenum_inspector, offset, 8);
OFFSET_IS(phonenum_inspector, message_end, 16);
OFFSET_IS(phonenum_inspector, message_depth, 32);
OFFSET_IS(phonenum_inspector, message, 36);
OFFSET_IS(phonenum_inspector, link_count, 40);
OFFSET_IS(phonenum_inspector, code_count, 48);
OFFSET_IS(phonenum_inspector, group_count, 56);
OFFSET_IS(phonenum_inspector, group_offset, 64);
OFFSET_IS(phonenum_inspector, group_is_secret, 864);
OFFSET_IS(phonenum_inspector, failed, 865);
OFFSET_IS(phonenum_inspector, prefix, 866);

SIZE_IS(phonenum_json_read_options, 48);
OFFSET_IS(phonenum_json_read_options, limits, 0);
OFFSET_IS(phonenum_json_read_options, flags, 40);
OFFSET_IS(phonenum_json_read_options, dialect, 44);

SIZE_IS(phonenum_json_write_options, 16);
OFFSET_IS(phonenum_json_write_options, depth, 0);
OFFSET_IS(phonenum_json_write_options, flags, 8);
OFFSET_IS(phonenum_json_write_options, dialect, 12);

SIZE_IS(phonenum_json_reader, 192);
OFFSET_IS(phonenum_json_reader, input, 0);
OFFSET_IS(phonenum_json_reader, options, 96);
OFFSET_IS(phonenum_json_reader, line, 144);
OFFSET_IS(phonenum_json_reader, column, 152);
OFFSET_IS(phonenum_json_reader, uncounted, 160);
OFFSET_IS(phonenum_json_reader, record_offset, 168);
OFFSET_IS(phonenum_json_reader, tried_offset, 176);
OFFSET_IS(phonenum_json_reader, state, 184);
#endif

_Static_assert(PHONENUM_ERROR_FIELD_SIZE == 64, "part of phonenum_error");
_Static_assert(sizeof(phonenum_status) == 4 && sizeof(phonenum_verification_kind) == 4, "enums are ints");

NUMBER_IS(PHONENUM_JSON_API, 0);
NUMBER_IS(PHONENUM_JSON_PROTO, 1);
NUMBER_IS(PHONENUM_OK, 0);
NUMBER_IS(PHONENUM_END, 1);
NUMBER_IS(PHONENUM_ERR_ARGUMENT, 2);
NUMBER_IS(PHONENUM_ERR_NO_MEMORY, 3);
NUMBER_IS(PHONENUM_ERR_NO_SPACE, 4);
NUMBER_IS(PHONENUM_ERR_IO, 5);
NUMBER_IS(PHONENUM_ERR_LIMIT, 6);
NUMBER_IS(PHONENUM_ERR_TRUNCATED, 7);
NUMBER_IS(PHONENUM_ERR_LENGTH, 8);
NUMBER_IS(PHONENUM_ERR_TAG, 9);
NUMBER_IS(PHONENUM_ERR_WIRE_TYPE, 10);
NUMBER_IS(PHONENUM_ERR_GROUP, 11);
NUMBER_IS(PHONENUM_ERR_VARINT, 12);
NUMBER_IS(PHONENUM_ERR_UTF8, 13);
NUMBER_IS(PHONENUM_ERR_RECORD, 14);
NUMBER_IS(PHONENUM_ERR_RULE, 15);
NUMBER_IS(PHONENUM_ERR_JSON_SYNTAX, 16);
NUMBER_IS(PHONENUM_ERR_JSON_TYPE, 17);
NUMBER_IS(PHONENUM_ERR_JSON_DUPLICATE, 18);
NUMBER_IS(PHONENUM_ERR_JSON_STRICT, 19);
NUMBER_IS(PHONENUM_ERR_JSON_MISSING, 20);
NUMBER_IS(PHONENUM_ERR_JSON_EXTRA, 21);
NUMBER_IS(PHONENUM_ERR_JSON_UNKNOWN, 22);
NUMBER_IS(PHONENUM_ERR_JSON_KIND, 23);

NUMBER_IS(PHONENUM_VALIDATE_CLOSED, 1);
NUMBER_IS(PHONENUM_DECODE_BORROW, 1);
NUMBER_IS(PHONENUM_STRATEGY_NONE, 0);
NUMBER_IS(PHONENUM_STRATEGY_KNOWN, 1);
NUMBER_IS(PHONENUM_STRATEGY_CUSTOM, 2);
NUMBER_IS(PHONENUM_VERIFICATION_NONE, 0);
NUMBER_IS(PHONENUM_VERIFICATION_OTP, 1);
NUMBER_IS(PHONENUM_VERIFICATION_ADMIN, 2);

static void test_abi_sizes_offsets_and_numbers_are_as_published(void **state)
{
    (void)state; /* the compiler has already said so */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_abi_sizes_offsets_and_numbers_are_as_published),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
