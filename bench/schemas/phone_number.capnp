# The record for Cap'n Proto: the same fields. Scalars are always there, so a flag of each says whether it counts.
@0xc7f8d0a1b2e3f495;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("bench::cp");

struct Verification {
  object @0 :UInt8;
  status @1 :UInt8;
  strategy @2 :UInt8;
  hasObject @3 :Bool;
  hasStatus @4 :Bool;
  hasStrategy @5 :Bool;
  hasAttempts @6 :Bool;
  hasExpireAt @7 :Bool;
  attempts @8 :Int64;
  expireAt @9 :Int64;
  customStrategy @10 :Text;
  verifiedAtClient @11 :Text;
  channel @12 :Text;
  extraJson @13 :Text;
}

struct Link {
  type @0 :Text;
  id @1 :Text;
  extraJson @2 :Text;
}

struct PhoneNumber {
  id @0 :Text;
  phoneNumber @1 :Text;
  object @2 :UInt8;
  hasObject @3 :Bool;
  hasReservedForSecondFactor @4 :Bool;
  hasDefaultSecondFactor @5 :Bool;
  hasReserved @6 :Bool;
  hasCreatedAt @7 :Bool;
  hasUpdatedAt @8 :Bool;
  reservedForSecondFactor @9 :Bool;
  defaultSecondFactor @10 :Bool;
  reserved @11 :Bool;
  otp @12 :Verification;
  admin @13 :Verification;
  linkedTo @14 :List(Link);
  backupCodes @15 :List(Text);
  createdAt @16 :Int64;
  updatedAt @17 :Int64;
  extraJson @18 :Text;
}
