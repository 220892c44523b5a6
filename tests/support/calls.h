/*
 * Every public call that takes memory, in one table, for what must hold of all of them.
 */
#ifndef PHONENUM_TESTS_CALLS_H
#define PHONENUM_TESTS_CALLS_H

#include "builder.h"

#include <phonenum/phonenum.h>

/* One record in every form that a call may start from. */
typedef struct call_forms {
    const phonenum_record *record;
    builder wire;
    builder stream;  /* the record behind its length, twice */
    builder json;    /* the API's; without the unknown fields, which JSON has not */
    builder proto;   /* protobuf's, likewise */
    builder archive; /* of the record alone; empty where archives are not built */
} call_forms;

/* Fills in the other forms of a record, which must outlive them. To be freed. */
void call_forms_make(call_forms *out, const phonenum_record *record);
void call_forms_free(call_forms *forms);

typedef struct memory_call {
    const char *name;
    /*
     * Makes the call on one of the forms; takes memory from the arena and from malloc() alone. Where it makes a record, that
     * is what comes of it; else it is the one that was given, if what came of the call is right, and absent if not.
     */
    phonenum_status (*run)(const call_forms *forms, phonenum_arena *arena, phonenum_record *record,
                           phonenum_error *error);
    size_t least; /* allocations that a record makes it need that is large in every way */
    bool retries; /* whether it asks again, and so may succeed, when one allocation failed */
} memory_call;

/* Ends with a NULL name. */
extern const memory_call memory_calls[];

#endif
