/*
 * Records that many tests start from.
 */
#include "samples.h"

#include "memory.h"

/* Unknown fields: number 100 as a varint, and a group of number 101 with a fixed32 inside. */
static const uint8_t unknown_varint[] = {0xa0, 0x06, 0x07};
static const uint8_t unknown_group[] = {0xab, 0x06, 0x0d, 1, 2, 3, 4, 0xac, 0x06};

static void sample_common(sample *out)
{
    out->record = (phonenum_record){
        .id = PHONENUM_STR_INIT("idn_29w83sxmDNGwOuEthce5gg56FcC"),
        .phone_number = PHONENUM_STR_INIT("+15555550100"),
        .has_object = true,
        .has_reserved_for_second_factor = true,
        .has_default_second_factor = true,
        .has_reserved = true,
        .has_created_at = true,
        .has_updated_at = true,
        .reserved_for_second_factor = true,
        .object = PHONENUM_PHONE_NUMBER_OBJECT_PHONE_NUMBER,
        .created_at = 1700000000000,
        .updated_at = 1700000000001,
    };
}

void sample_otp(sample *out)
{
    sample_common(out);
    out->record.verification = (phonenum_verification){
        .kind = PHONENUM_VERIFICATION_OTP,
        .has_object = true,
        .has_status = true,
        .has_attempts = true,
        .has_expire_at = true,
        .object = PHONENUM_VERIFICATION_OBJECT_VERIFICATION_OTP,
        .status = PHONENUM_VERIFICATION_STATUS_VERIFIED,
        .strategy = {.kind = PHONENUM_STRATEGY_KNOWN, .known = PHONENUM_VERIFICATION_STRATEGY_PHONE_CODE},
        .attempts = 1,
        .expire_at = 1700000600000,
        .verified_at_client = PHONENUM_STR_INIT("client_1"),
        .channel = PHONENUM_STR_INIT("sms"),
    };
    out->links[0] = (phonenum_link){.type = PHONENUM_STR_INIT("oauth_google"), .id = PHONENUM_STR_INIT("idn_1")};
    out->links[1] = (phonenum_link){.type = PHONENUM_STR_INIT("saml"), .id = PHONENUM_STR_INIT("idn_2")};
    out->codes[0] = PHONENUM_STR(CANARY "1");
    out->codes[1] = PHONENUM_STR(CANARY "2");
    out->record.linked_to = out->links;
    out->record.linked_to_count = 2;
    out->record.backup_codes = out->codes;
    out->record.backup_codes_count = 2;
}

void sample_admin(sample *out)
{
    sample_common(out);
    out->record.verification = (phonenum_verification){
        .kind = PHONENUM_VERIFICATION_ADMIN,
        .has_status = true,
        .status = PHONENUM_VERIFICATION_STATUS_VERIFIED,
        .strategy = {.kind = PHONENUM_STRATEGY_KNOWN, .known = PHONENUM_VERIFICATION_STRATEGY_ADMIN},
    };
}

void sample_full(sample *out)
{
    sample_otp(out);
    phonenum_verification *verification = &out->record.verification;
    verification->strategy.kind = PHONENUM_STRATEGY_CUSTOM;
    verification->strategy.custom = PHONENUM_STR("passkey");
    verification->extra_json = PHONENUM_STR("{\"a\":1}");
    verification->unknown = (phonenum_bytes){unknown_group, sizeof unknown_group};
    out->links[0].extra_json = PHONENUM_STR("{\"b\":0}");
    out->links[0].unknown = (phonenum_bytes){unknown_varint, sizeof unknown_varint};
    out->record.extra_json = PHONENUM_STR("{\"c\":\"" CANARY "3\"}");
    out->record.unknown = (phonenum_bytes){unknown_varint, sizeof unknown_varint};
}
