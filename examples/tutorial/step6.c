/* Step 6 of docs/tutorial.md: makes a record with links, a verification and backup codes, and describes it. */
#include <phonenum/phonenum.h>
#include <stdio.h>

enum {
    CODE_COUNT = 10,
    CODE_SIZE = 12
};

static int print_error(const phonenum_error *error)
{
    char line[PHONENUM_ERROR_LINE_SIZE];
    phonenum_error_format(error, line, sizeof line);
    fprintf(stderr, "%s\n", line);
    return 1;
}

/* Writes random letters and digits. Returns whether there was enough randomness. */
static bool make_secret(char *secret, size_t size)
{
    static const char alphabet[32] = "0123456789abcdefghjkmnpqrstvwxyz";
    FILE *random = fopen("/dev/urandom", "rb");
    if (!random)
        return false;
    /* Without a buffer, stdio keeps no copy of the secret. */
    bool ok = setvbuf(random, NULL, _IONBF, 0) == 0 && fread(secret, 1, size, random) == size;
    fclose(random);
    for (size_t i = 0; i < size && ok; i++)
        secret[i] = alphabet[(unsigned char)secret[i] % sizeof alphabet];
    return ok;
}

/* Gives the record new backup codes. They live in the arena. */
static bool add_codes(phonenum_record *record, phonenum_arena *arena)
{
    phonenum_str *codes = phonenum_arena_alloc(arena, CODE_COUNT * sizeof *codes, _Alignof(phonenum_str));
    char *secret = phonenum_arena_alloc(arena, CODE_COUNT * CODE_SIZE, 1);
    phonenum_arena_wipe_on_reset(arena);
    if (!codes || !secret || !make_secret(secret, CODE_COUNT * CODE_SIZE))
        return false;
    for (size_t i = 0; i < CODE_COUNT; i++)
        codes[i] = (phonenum_str){secret + i * CODE_SIZE, CODE_SIZE};
    record->backup_codes = codes;
    record->backup_codes_count = CODE_COUNT;
    return true;
}

static void print_text(const char *name, phonenum_str text)
{
    printf("%s: %.*s\n", name, (int)text.size, text.data ? text.data : "");
}

static void describe(const phonenum_record *record)
{
    const phonenum_verification *verification = &record->verification;
    const char *status = phonenum_verification_status_name(verification->status);
    printf("verification: %s\n", phonenum_verification_kind_name(verification->kind));
    printf("status: %s\n", verification->has_status && status ? status : "none");
    print_text("strategy", phonenum_strategy_text(&verification->strategy));
    for (size_t i = 0; i < record->linked_to_count; i++)
        print_text("linked to", record->linked_to[i].id);
    printf("backup codes: %zu\n", record->backup_codes_count); /* how many, never which */
}

static int encode_and_describe(const phonenum_record *record, phonenum_arena *arena)
{
    phonenum_bytes encoded;
    phonenum_record decoded;
    phonenum_error error;
    if (phonenum_encode_arena(record, arena, &encoded, &error) ||
        phonenum_decode(encoded.data, encoded.size, NULL, arena, &decoded, &error))
        return print_error(&error);
    describe(&decoded);
    return 0;
}

int main(void)
{
    const phonenum_link links[] = {
        {.type = PHONENUM_STR_INIT("oauth_google"), .id = PHONENUM_STR_INIT("idn_3")},
        {.type = PHONENUM_STR_INIT("saml"), .id = PHONENUM_STR_INIT("idn_4")},
    };
    phonenum_record record = PHONENUM_RECORD_INIT;
    record.linked_to = links;
    record.linked_to_count = sizeof links / sizeof *links;
    record.verification.kind = PHONENUM_VERIFICATION_OTP;
    record.verification.has_status = true;
    record.verification.status = PHONENUM_VERIFICATION_STATUS_VERIFIED;
    record.verification.strategy = phonenum_strategy_from_text(PHONENUM_STR("voice_call"));

    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    int result = 1;
    if (add_codes(&record, &arena))
        result = encode_and_describe(&record, &arena);
    else
        fprintf(stderr, "there is no memory, or no randomness\n");
    phonenum_arena_free(&arena); /* wipes the codes */
    return result;
}
