/*
 * The members of the API's JSON, in the order in which they are written. The tables and the fast paths of reading and
 * writing are made from these rows: ROW gets the initialisers of a struct json_member.
 */
#ifndef PHONENUM_SRC_JSON_ROWS_H
#define PHONENUM_SRC_JSON_ROWS_H

#include "record/schema.h"
#include "json/members.h"

#include <stddef.h>

#define MEMBER(name, kind, holder, value_member, has_member)                     \
    .quoted = ",\"" name "\":", .quoted_size = sizeof(name) + 2, .type = (kind), \
    .value = offsetof(holder, value_member), .has = offsetof(holder, has_member)

/* A member without a has_ or a count. */
#define PLAIN(name, kind, holder, member) MEMBER(name, kind, holder, member, member)
#define FLAGGED(name, kind, holder, member) MEMBER(name, kind, holder, member, has_##member)
#define LIST(name, kind, holder, member) MEMBER(name, kind, holder, member, member##_count)

#define NAMES(enumeration, field) .names = &phonenum_enum_names[ENUM_##enumeration], .tag = field##_TAG
#define REQUIRED .required = true
#define NULLABLE .nullable = true
#define NULL_IF_ABSENT REQUIRED, NULLABLE, .absent = "null"

/* clang-format off */

#define RECORD_MEMBERS(ROW) \
    ROW(PLAIN("id", JSON_TEXT, phonenum_record, id), NULLABLE) \
    ROW(FLAGGED("object", JSON_ENUM, phonenum_record, object), NAMES(PHONE_NUMBER_OBJECT, RECORD_OBJECT), REQUIRED) \
    ROW(PLAIN("phone_number", JSON_TEXT, phonenum_record, phone_number), REQUIRED) \
    ROW(FLAGGED("reserved_for_second_factor", JSON_BOOL, phonenum_record, reserved_for_second_factor), NULLABLE) \
    ROW(FLAGGED("default_second_factor", JSON_BOOL, phonenum_record, default_second_factor), NULLABLE) \
    ROW(FLAGGED("reserved", JSON_BOOL, phonenum_record, reserved), REQUIRED) \
    ROW(PLAIN("verification", JSON_VERIFICATION, phonenum_record, verification), NULL_IF_ABSENT) \
    ROW(LIST("linked_to", JSON_LINKS, phonenum_record, linked_to), REQUIRED, .absent = "[]") \
    ROW(LIST("backup_codes", JSON_CODES, phonenum_record, backup_codes), NULLABLE) \
    ROW(FLAGGED("created_at", JSON_INT64, phonenum_record, created_at), REQUIRED) \
    ROW(FLAGGED("updated_at", JSON_INT64, phonenum_record, updated_at), REQUIRED)

#define ADMIN_MEMBERS(ROW) \
    ROW(FLAGGED("object", JSON_ENUM, phonenum_verification, object), \
        NAMES(VERIFICATION_OBJECT, VERIFICATION_OBJECT), NULLABLE) \
    ROW(FLAGGED("status", JSON_ENUM, phonenum_verification, status), \
        NAMES(VERIFICATION_STATUS, VERIFICATION_STATUS), REQUIRED) \
    ROW(PLAIN("strategy", JSON_STRATEGY, phonenum_verification, strategy), \
        NAMES(VERIFICATION_STRATEGY, VERIFICATION_STRATEGY), REQUIRED) \
    ROW(FLAGGED("attempts", JSON_INT64, phonenum_verification, attempts), NULL_IF_ABSENT) \
    ROW(FLAGGED("expire_at", JSON_INT64, phonenum_verification, expire_at), NULL_IF_ABSENT) \
    ROW(PLAIN("verified_at_client", JSON_TEXT, phonenum_verification, verified_at_client), NULLABLE)

/* Members that an Admin verification does not have come after the shared ones. */
#define OTP_MEMBERS(ROW) \
    ADMIN_MEMBERS(ROW) \
    ROW(PLAIN("channel", JSON_TEXT, phonenum_verification, channel), NULLABLE)

#define LINK_MEMBERS(ROW) \
    ROW(PLAIN("type", JSON_TEXT, phonenum_link, type), REQUIRED) \
    ROW(PLAIN("id", JSON_TEXT, phonenum_link, id), REQUIRED)

/* clang-format on */

#endif
