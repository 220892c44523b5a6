/*
 * Every choice takes a random number of its own kind in a fixed order, by integers only. So the sequence of a seed depends
 * on nothing but this code.
 */
#include "generator.h"

#include <string.h>

static const char base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

#define DAY INT64_C(86400000) /* in milliseconds */
#define FIRST_DAY INT64_C(1609459200000)

enum {
    DAYS = 5 * 365,
    NUMBERS = 8000000, /* area codes from 200 to 999, and 4 digits */
    /* Has no divisor in common with NUMBERS, so a whole round meets each number once. */
    NUMBER_STEP = 3792181
};

/* SplitMix64, by Vigna: <https://prng.di.unimi.it/splitmix64.c>. */
static uint64_t next_random(struct generator *generator)
{
    uint64_t z = generator->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* A number from 0 on, below `bound`. */
static unsigned below(struct generator *generator, unsigned bound)
{
    return (unsigned)(next_random(generator) % bound);
}

static bool in_percent(struct generator *generator, unsigned percent)
{
    return below(generator, 100) < percent;
}

static int64_t milliseconds(struct generator *generator, int64_t bound)
{
    return (int64_t)(next_random(generator) % (uint64_t)bound);
}

/* Writes `prefix` and `count` random characters. REQUIRES: the buffer has room for them. */
static phonenum_str put_random(struct generator *generator, char *buffer, const char *prefix, size_t count,
                               unsigned alphabet)
{
    const size_t size = strlen(prefix);
    memcpy(buffer, prefix, size);
    for (size_t i = 0; i < count; i++)
        buffer[size + i] = base62[below(generator, alphabet)];
    return (phonenum_str){buffer, size + count};
}

static phonenum_str put_identity(struct generator *generator, char *buffer)
{
    return put_random(generator, buffer, "idn_", 27, 62);
}

static void put_digits(char *buffer, unsigned number, size_t count)
{
    for (size_t i = count; i > 0; i--, number /= 10)
        buffer[i - 1] = (char)('0' + number % 10);
}

/*
 * A number that belongs to nobody: of North America with the exchange 555, or with a country code that the ITU has not
 * assigned. Its 7 digits do not come again before NUMBERS records.
 */
static phonenum_str put_number(struct generator *generator)
{
    static const char *const unassigned[] = {"210", "259", "384", "424", "693", "857", "999"};
    const uint64_t turn = (generator->first + generator->made % NUMBERS * NUMBER_STEP) % NUMBERS;
    char *number = generator->number;
    number[0] = '+';
    if (in_percent(generator, 60)) {
        put_digits(number + 1, 1200 + (unsigned)turn / 10000, 4);
        put_digits(number + 5, 555, 3);
        put_digits(number + 8, (unsigned)turn % 10000, 4);
        return (phonenum_str){number, 12};
    }
    const unsigned more = below(generator, 5);
    memcpy(number + 1, unassigned[below(generator, sizeof unassigned / sizeof *unassigned)], 3);
    put_digits(number + 4, 2000000 + (unsigned)turn, 7);
    for (unsigned i = 0; i < more; i++)
        number[11 + i] = (char)('0' + below(generator, 10));
    return (phonenum_str){number, 11 + more};
}

static void make_strategy(struct generator *generator, phonenum_verification *verification)
{
    static const char *const customs[] = {"from_oauth_google", "ticket", "saml", "email_link"};
    phonenum_strategy *strategy = &verification->strategy;
    const unsigned choice = below(generator, 100);
    strategy->kind = PHONENUM_STRATEGY_KNOWN;
    if (verification->kind == PHONENUM_VERIFICATION_ADMIN) {
        strategy->known = PHONENUM_VERIFICATION_STRATEGY_ADMIN;
    } else if (choice < 85) {
        strategy->known = PHONENUM_VERIFICATION_STRATEGY_PHONE_CODE;
    } else if (choice < 92) {
        strategy->known = (phonenum_verification_strategy)(PHONENUM_VERIFICATION_STRATEGY_EMAIL_CODE + choice % 3);
    } else {
        strategy->kind = PHONENUM_STRATEGY_CUSTOM;
        strategy->custom = phonenum_cstr(customs[choice % 4]);
    }
}

/* What a verification by a one-time code has besides its status. */
static void make_attempts(struct generator *generator, phonenum_verification *verification, int64_t created_at)
{
    static const unsigned tried[] = {[PHONENUM_VERIFICATION_STATUS_UNVERIFIED] = 0,
                                     [PHONENUM_VERIFICATION_STATUS_VERIFIED] = 1,
                                     [PHONENUM_VERIFICATION_STATUS_FAILED] = 3,
                                     [PHONENUM_VERIFICATION_STATUS_EXPIRED] = 0};
    const unsigned attempts = tried[verification->status] + below(generator, 3);
    verification->has_attempts = verification->has_expire_at = in_percent(generator, 90);
    if (verification->has_attempts) {
        verification->attempts = attempts;
        verification->expire_at = created_at + 600000 + milliseconds(generator, 1000);
    }
    if (in_percent(generator, 75))
        verification->channel = in_percent(generator, 80) ? PHONENUM_STR("sms") : PHONENUM_STR("whatsapp");
    if (verification->status == PHONENUM_VERIFICATION_STATUS_VERIFIED && in_percent(generator, 50))
        verification->verified_at_client = put_random(generator, generator->client, "client_", 25, 62);
}

static phonenum_verification_status choose_status(struct generator *generator)
{
    const unsigned choice = below(generator, 100);
    return choice < 75   ? PHONENUM_VERIFICATION_STATUS_VERIFIED
           : choice < 90 ? PHONENUM_VERIFICATION_STATUS_UNVERIFIED
           : choice < 96 ? PHONENUM_VERIFICATION_STATUS_EXPIRED
                         : PHONENUM_VERIFICATION_STATUS_FAILED;
}

static void make_verification(struct generator *generator)
{
    phonenum_verification *verification = &generator->record.verification;
    const unsigned choice = below(generator, 100);
    if (choice < 10)
        return;
    const bool is_admin = choice < 20;
    verification->kind = is_admin ? PHONENUM_VERIFICATION_ADMIN : PHONENUM_VERIFICATION_OTP;
    verification->has_status = true;
    verification->status = choose_status(generator);
    verification->has_object = in_percent(generator, 90);
    if (verification->has_object)
        verification->object =
            is_admin ? PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN : PHONENUM_VERIFICATION_OBJECT_VERIFICATION_OTP;
    make_strategy(generator, verification);
    if (!is_admin)
        make_attempts(generator, verification, generator->record.created_at);
}

static void make_links(struct generator *generator)
{
    static const char *const types[] = {"oauth_google", "oauth_apple", "oauth_github", "saml", "oauth_custom_acme"};
    static const unsigned char counts[] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 3};
    phonenum_record *record = &generator->record;
    record->linked_to_count = counts[below(generator, sizeof counts)];
    record->linked_to = generator->links;
    for (size_t i = 0; i < record->linked_to_count; i++)
        generator->links[i] = (phonenum_link){.type = phonenum_cstr(types[below(generator, 5)]),
                                              .id = put_identity(generator, generator->link_ids[i])};
}

static phonenum_str put_code(struct generator *generator, char *buffer)
{
    const phonenum_str first = put_random(generator, buffer, "fake-", 4, 10);
    const phonenum_str second = put_random(generator, buffer + first.size, "-", 4, 10);
    return (phonenum_str){buffer, first.size + second.size};
}

static void make_codes(struct generator *generator)
{
    phonenum_record *record = &generator->record;
    record->backup_codes_count = in_percent(generator, 15) ? GENERATED_CODES_MAX : 0;
    record->backup_codes = generator->codes;
    for (size_t i = 0; i < record->backup_codes_count; i++)
        generator->codes[i] = put_code(generator, generator->code_texts[i]);
}

/* Adds what the service sends and the schema has no typed place for, where the record has the place for it. */
static void make_extra(struct generator *generator)
{
    phonenum_record *record = &generator->record;
    switch (below(generator, 20)) {
    case 0:
        record->extra_json = PHONENUM_STR("{\"metadata\":{\"tier\":\"gold\",\"tags\":[\"a\",\"b\"],\"score\":1.5}}");
        break;
    case 1:
        if (record->verification.kind == PHONENUM_VERIFICATION_NONE)
            record->extra_json =
                PHONENUM_STR("{\"verification\":{\"object\":\"verification_from_oauth\",\"status\":\"verified\","
                             "\"strategy\":\"from_oauth_google\",\"error\":null,\"attempts\":null}}");
        break;
    case 2:
        if (record->verification.kind != PHONENUM_VERIFICATION_NONE)
            record->verification.extra_json = PHONENUM_STR("{\"error\":null}");
        break;
    case 3:
        for (size_t i = 0; i < record->linked_to_count; i++)
            generator->links[i].extra_json = PHONENUM_STR("{\"object\":\"identification_link\"}");
        break;
    default:
        break;
    }
}

void generator_init(struct generator *generator, uint64_t seed)
{
    generator->state = seed;
    generator->first = next_random(generator) % NUMBERS;
    generator->made = 0;
}

const phonenum_record *generator_next(struct generator *generator)
{
    phonenum_record *record = &generator->record;
    *record = (phonenum_record)PHONENUM_RECORD_INIT;
    record->has_object = true;
    record->object = PHONENUM_PHONE_NUMBER_OBJECT_PHONE_NUMBER;
    if (in_percent(generator, 98))
        record->id = put_identity(generator, generator->id);
    record->phone_number = put_number(generator);
    record->has_reserved = true;
    record->reserved = in_percent(generator, 3);
    record->has_reserved_for_second_factor = in_percent(generator, 95);
    record->reserved_for_second_factor = record->has_reserved_for_second_factor && in_percent(generator, 20);
    record->has_default_second_factor = record->has_reserved_for_second_factor;
    record->default_second_factor = record->reserved_for_second_factor && in_percent(generator, 50);
    record->has_created_at = record->has_updated_at = true;
    record->created_at = FIRST_DAY + milliseconds(generator, DAYS * DAY);
    record->updated_at = record->created_at + milliseconds(generator, (1 + below(generator, 90)) * DAY);
    make_verification(generator);
    make_links(generator);
    make_codes(generator);
    make_extra(generator);
    generator->made++;
    return record;
}
