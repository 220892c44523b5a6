/* The README's example: builds a record, encodes it and decodes it again. */
#include <phonenum/phonenum.h>
#include <stdio.h>

int main(void)
{
    phonenum_record record = PHONENUM_RECORD_INIT, decoded;
    record.phone_number = PHONENUM_STR("+15555550100");
    record.verification.kind = PHONENUM_VERIFICATION_OTP;

    uint8_t bytes[256];
    size_t size;
    phonenum_error error;
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    if (phonenum_encode(&record, bytes, sizeof bytes, &size, &error) ||
        phonenum_decode(bytes, size, NULL, &arena, &decoded, &error))
        return fprintf(stderr, "%s: %s\n", error.field, error.message), 1;
    printf("%s in %zu bytes\n", decoded.phone_number.data, size);
    phonenum_arena_free(&arena);
}
