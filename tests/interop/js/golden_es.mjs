// protobuf-es reads each golden record, and writes it again: as bytes, and in its JSON. The same with the stream.
//
// usage: golden_es.mjs GOLDEN_DIR OUT_DIR
import { createFileRegistry, fromBinary, toBinary, toJsonString } from "@bufbuild/protobuf";
import { sizeDelimitedDecodeStream, sizeDelimitedEncode } from "@bufbuild/protobuf/wire";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { createReadStream, readFileSync, readdirSync, writeFileSync } from "node:fs";

const [golden, out] = process.argv.slice(2);
const files = fromBinary(FileDescriptorSetSchema, readFileSync(`${golden}/schema.binpb`));
const PhoneNumber = createFileRegistry(files).getMessage("phonenum.v1.PhoneNumber");

for (const file of readdirSync(golden).filter((file) => file.endsWith(".bin"))) {
  const name = file.replace(".bin", "");
  try {
    const record = fromBinary(PhoneNumber, readFileSync(`${golden}/${file}`));
    writeFileSync(`${out}/${name}.bin`, toBinary(PhoneNumber, record));
    writeFileSync(`${out}/${name}.json`, toJsonString(PhoneNumber, record));
  } catch (error) {
    console.log(`${name}: ${error.message}`);
  }
}

// A record that is refused ends the stream.
const stream = [];
try {
  for await (const record of sizeDelimitedDecodeStream(PhoneNumber, createReadStream(`${golden}/stream.delimited`))) {
    stream.push(sizeDelimitedEncode(PhoneNumber, record));
  }
} catch (error) {
  console.log(`stream: ${error.message}`);
}
writeFileSync(`${out}/stream.delimited`, Buffer.concat(stream));
