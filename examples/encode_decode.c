/*
 * Makes bytes of a record, and a record of the bytes.
 *
 *     $ cc -o encode_decode encode_decode.c $(pkg-config --cflags --libs phonenum)
 *     $ ./encode_decode
 *     48 bytes: 0a 05 69 64 6e 5f 31 ...
 *     idn_1 has +15555550100, verified, and 1 link, to idn_2
 */
#include <phonenum/phonenum.h>
#include <stdio.h>

static int fail(const phonenum_error *error)
{
    char line[PHONENUM_ERROR_LINE_SIZE];
    phonenum_error_format(error, line, sizeof line);
    fprintf(stderr, "%s\n", line);
    return 1;
}

static void show(const phonenum_record *record)
{
    const phonenum_verification *verification = &record->verification;
    printf("%s has %s", record->id.data, record->phone_number.data);
    if (verification->has_status && verification->status == PHONENUM_VERIFICATION_STATUS_VERIFIED)
        printf(", verified");
    printf(", and %zu link, to %s\n", record->linked_to_count, record->linked_to[0].id.data);
}

int main(void)
{
    const phonenum_link link = {.type = PHONENUM_STR_INIT("oauth_google"), .id = PHONENUM_STR_INIT("idn_2")};
    phonenum_record record = PHONENUM_RECORD_INIT, decoded;
    record.id = PHONENUM_STR("idn_1");
    record.phone_number = PHONENUM_STR("+15555550100");
    record.verification.kind = PHONENUM_VERIFICATION_OTP;
    record.verification.has_status = true; /* a number, an enum or a bool counts only with its flag */
    record.verification.status = PHONENUM_VERIFICATION_STATUS_VERIFIED;
    record.linked_to = &link;
    record.linked_to_count = 1;

    phonenum_arena arena; /* the memory of the bytes and of the decoded record */
    phonenum_bytes bytes;
    phonenum_error error;
    int result = 0;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    if (phonenum_encode_arena(&record, &arena, &bytes, &error) ||
        phonenum_decode(bytes.data, bytes.size, NULL, &arena, &decoded, &error)) {
        result = fail(&error);
    } else {
        printf("%zu bytes:", bytes.size);
        for (size_t i = 0; i < 7; i++)
            printf(" %02x", bytes.data[i]);
        printf(" ...\n");
        show(&decoded);
    }
    phonenum_arena_free(&arena);
    return result;
}
