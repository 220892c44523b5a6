// protobufjs reads each golden record, and writes it again: as bytes, and as an object. The same with the stream.
//
// usage: golden_protobufjs.mjs GOLDEN_DIR OUT_DIR SCHEMA
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import protobuf from "protobufjs";

const [golden, out, schema] = process.argv.slice(2);
const PhoneNumber = protobuf.loadSync(schema).lookupType("phonenum.v1.PhoneNumber");

for (const file of readdirSync(golden).filter((file) => file.endsWith(".bin"))) {
  const name = file.replace(".bin", "");
  try {
    const record = PhoneNumber.decode(readFileSync(`${golden}/${file}`));
    writeFileSync(`${out}/${name}.bin`, PhoneNumber.encode(record).finish());
    // It has no JSON of its own. This is the object that comes nearest to it.
    const object = PhoneNumber.toObject(record, { enums: String, longs: String });
    writeFileSync(`${out}/${name}.json`, JSON.stringify(object));
  } catch (error) {
    console.log(`${name}: ${error.message}`);
  }
}

const stream = [];
const reader = protobuf.Reader.create(readFileSync(`${golden}/stream.delimited`));
while (reader.pos < reader.len) {
  stream.push(PhoneNumber.encodeDelimited(PhoneNumber.decodeDelimited(reader)).finish());
}
writeFileSync(`${out}/stream.delimited`, Buffer.concat(stream));
