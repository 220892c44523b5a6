/*
 * An open hash table of names.
 */
#include "json_names.h"

#include "arena.h"
#include "wire.h"

#include <stdalign.h>
#include <string.h>

enum {
    CAPACITY_AT_FIRST = 16
};

/* Where things lie in memory is the secret: systems that have an interest in this randomise it. */
static void make_key(struct json_names *names)
{
    static const char anywhere;
    names->key[0] = (uintptr_t)names * UINT64_C(0x9e3779b97f4a7c15);
    names->key[1] = (uintptr_t)&anywhere * UINT64_C(0xd1b54a32d192ed03) ^ (uintptr_t)names->arena;
}

static uint64_t rotate(uint64_t value, unsigned bits)
{
    return value << bits | value >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

static void sip_add(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    sip_round(v);
    v[0] ^= word;
}

/* SipHash-1-3 of the object's number and the name. */
static uint64_t hash_of(const struct json_names *names, uint64_t object, phonenum_str name)
{
    uint64_t v[4] = {names->key[0] ^ UINT64_C(0x736f6d6570736575), names->key[1] ^ UINT64_C(0x646f72616e646f6d),
                     names->key[0] ^ UINT64_C(0x6c7967656e657261), names->key[1] ^ UINT64_C(0x7465646279746573)};
    const uint8_t *bytes = (const uint8_t *)name.data;
    size_t rest = name.size;
    sip_add(v, object);
    for (; rest >= 8; rest -= 8, bytes += 8)
        sip_add(v, wire_load64(bytes));
    uint64_t last = (uint64_t)name.size << 56;
    for (size_t i = 0; i < rest; i++)
        last |= (uint64_t)bytes[i] << (8 * i);
    sip_add(v, last);
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* The slot that has the name, or the one where it goes. */
static struct json_name *find_slot(const struct json_names *names, const struct json_name *name)
{
    for (size_t i = (size_t)name->hash;; i++) {
        struct json_name *slot = &names->slots[i & (names->capacity - 1)];
        if (!slot->text.data)
            return slot;
        if (slot->hash == name->hash && slot->object == name->object && slot->text.size == name->text.size &&
            memcmp(slot->text.data, name->text.data, name->text.size) == 0)
            return slot;
    }
}

static bool grow(struct json_names *names)
{
    struct json_names larger = *names;
    larger.capacity = names->capacity ? 2 * names->capacity : CAPACITY_AT_FIRST;
    larger.slots =
        phonenum_arena_alloc_array(names->arena, larger.capacity, sizeof *larger.slots, alignof(struct json_name));
    if (!larger.slots)
        return false;
    memset(larger.slots, 0, larger.capacity * sizeof *larger.slots);
    for (size_t i = 0; i < names->capacity; i++) {
        if (names->slots[i].text.data)
            *find_slot(&larger, &names->slots[i]) = names->slots[i];
    }
    *names = larger;
    return true;
}

phonenum_status phonenum_json_names_add(struct json_names *names, uint64_t object, phonenum_str name)
{
    if (names->capacity == 0)
        make_key(names);
    struct json_name added = {name, object, hash_of(names, object, name)};
    /* At most half of the slots are taken. */
    if (2 * names->count >= names->capacity && !grow(names))
        return PHONENUM_ERR_NO_MEMORY;
    struct json_name *slot = find_slot(names, &added);
    if (slot->text.data)
        return PHONENUM_ERR_JSON_DUPLICATE;
    *slot = added;
    names->count++;
    return PHONENUM_OK;
}
