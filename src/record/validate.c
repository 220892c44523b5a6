/*
 * The validation rules for records of the service.
 */
#include "base/error.h"
#include "record/given.h"

#include <phonenum/record.h>

/* One check of a record. After the callback returns false, nothing more is reported. */
struct check {
    unsigned flags;
    phonenum_validate_callback *callback;
    void *context;
    bool broken;
    bool stopped;
    phonenum_verification_kind kind; /* OTP or ADMIN while their fields are checked */
    const phonenum_link *links;      /* not NULL while links are checked; `link` is the index */
    size_t link;
};

static void report(struct check *check, const char *field, const char *message)
{
    if (check->stopped)
        return;
    phonenum_error error;
    phonenum_error_write(&error, PHONENUM_ERR_RULE, 0, message);
    phonenum_error_within(&error, field);
    if (check->kind != PHONENUM_VERIFICATION_NONE)
        phonenum_error_within(&error,
                              check->kind == PHONENUM_VERIFICATION_OTP ? "verification.otp" : "verification.admin");
    if (check->links)
        phonenum_error_within_element(&error, "linked_to", check->link);
    check->broken = true;
    check->stopped = !check->callback(check->context, &error);
}

static void require(struct check *check, bool holds, const char *field, const char *message)
{
    if (!holds)
        report(check, field, message);
}

static bool is_e164(phonenum_str number)
{
    if (!number.data || number.size < 3 || number.size > 16 || number.data[0] != '+' || number.data[1] == '0')
        return false;
    for (size_t i = 1; i < number.size; i++) {
        if (number.data[i] < '0' || number.data[i] > '9')
            return false;
    }
    return true;
}

static bool has_text(phonenum_str text)
{
    return text.data && text.size > 0;
}

static void check_closed(struct check *check, phonenum_str extra_json, phonenum_bytes unknown)
{
    if (!(check->flags & PHONENUM_VALIDATE_CLOSED))
        return;
    require(check, !extra_json.data, "extra_json",
            "must be absent: members and values outside the schema are not allowed");
    require(check, unknown.size == 0, "unknown", "must be empty: unknown fields are not allowed");
}

static void check_object(struct check *check, const phonenum_verification *verification)
{
    if (!is_set(&verification->has_object))
        return;
    bool otp = verification->kind == PHONENUM_VERIFICATION_OTP;
    phonenum_verification_object wanted =
        otp ? PHONENUM_VERIFICATION_OBJECT_VERIFICATION_OTP : PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN;
    require(check, verification->object == wanted, "object",
            otp ? "must be verification_otp, or absent" : "must be verification_admin, or absent");
}

static void check_status(struct check *check, const phonenum_verification *verification)
{
    bool known = is_set(&verification->has_status) && phonenum_verification_status_name(verification->status);
    require(check, known, "status", "must be unverified, verified, failed or expired");
}

static void check_strategy(struct check *check, const phonenum_verification *verification)
{
    const phonenum_strategy *strategy = &verification->strategy;
    phonenum_verification_strategy spelled;
    bool is_custom = strategy->kind == PHONENUM_STRATEGY_CUSTOM;
    if (is_custom ? !strategy->custom.data : strategy->kind != PHONENUM_STRATEGY_KNOWN)
        report(check, "strategy", "must be present");
    else if (!is_custom && !phonenum_verification_strategy_name(strategy->known))
        report(check, "strategy", "must be a known strategy or a custom one");
    else if (is_custom && phonenum_verification_strategy_from_name(strategy->custom, &spelled))
        report(check, "custom_strategy", "must not be the name of a known strategy: use its number");
    else if (verification->kind == PHONENUM_VERIFICATION_ADMIN)
        require(check, !is_custom && strategy->known == PHONENUM_VERIFICATION_STRATEGY_ADMIN, "strategy",
                "must be admin in an Admin verification");
}

static void check_verification(struct check *check, const phonenum_verification *verification)
{
    if (verification->kind == PHONENUM_VERIFICATION_NONE)
        return;
    check->kind = verification->kind;
    check_object(check, verification);
    check_status(check, verification);
    check_strategy(check, verification);
    check_closed(check, verification->extra_json, verification->unknown);
    check->kind = PHONENUM_VERIFICATION_NONE;
}

static void check_links(struct check *check, const phonenum_record *record)
{
    check->links = record->linked_to;
    for (check->link = 0; check->link < record->linked_to_count && !check->stopped; check->link++) {
        const phonenum_link *link = &check->links[check->link];
        require(check, has_text(link->type), "type", "must be present and not empty");
        require(check, has_text(link->id), "id", "must be present and not empty");
        check_closed(check, link->extra_json, link->unknown);
    }
    check->links = NULL;
}

static void check_times(struct check *check, const phonenum_record *record)
{
    if (!is_set(&record->has_created_at))
        report(check, "created_at", "must be present");
    else
        require(check, record->created_at > 0, "created_at", "must be greater than 0, in milliseconds since 1970");
    if (!is_set(&record->has_updated_at))
        report(check, "updated_at", "must be present");
    else if (is_set(&record->has_created_at))
        require(check, record->updated_at >= record->created_at, "updated_at", "must not be before created_at");
}

/* A malformed field, which makes it impossible to check the rules; NULL if there is none. */
static const char *malformed_field(const phonenum_record *record)
{
    if (!record->linked_to && record->linked_to_count > 0)
        return "linked_to";
    return (unsigned)record->verification.kind > PHONENUM_VERIFICATION_ADMIN ? "verification" : NULL;
}

phonenum_status phonenum_validate_each(const phonenum_record *record, unsigned flags,
                                       phonenum_validate_callback *callback, void *context)
{
    if (flags & ~(unsigned)PHONENUM_VALIDATE_CLOSED)
        return PHONENUM_ERR_ARGUMENT;
    if (malformed_field(record))
        return PHONENUM_ERR_RECORD;
    struct check check = {.flags = flags, .callback = callback, .context = context};
    require(&check, is_set(&record->has_object) && record->object == PHONENUM_PHONE_NUMBER_OBJECT_PHONE_NUMBER,
            "object", "must be phone_number");
    require(&check, is_e164(record->phone_number), "phone_number",
            "must be E.164: a plus sign and 2 to 15 digits, the first of them not 0");
    require(&check, is_set(&record->has_reserved), "reserved", "must be present");
    check_verification(&check, &record->verification);
    check_links(&check, record);
    check_times(&check, record);
    check_closed(&check, record->extra_json, record->unknown);
    return check.broken ? PHONENUM_ERR_RULE : PHONENUM_OK;
}

static bool keep_first(void *context, const phonenum_error *broken)
{
    phonenum_error *error = context;
    if (error)
        *error = *broken;
    return false;
}

phonenum_status phonenum_validate(const phonenum_record *record, unsigned flags, phonenum_error *error)
{
    phonenum_status status = phonenum_validate_each(record, flags, keep_first, error);
    if (status == PHONENUM_ERR_RULE)
        return status;
    (void)phonenum_error_set(error, status, 0, NULL);
    if (status == PHONENUM_ERR_RECORD)
        phonenum_error_within(error, malformed_field(record));
    return status;
}
