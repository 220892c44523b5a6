// Go's protobuf reads each golden record, and writes it again: as bytes, and in its JSON. The same with the stream.
//
// usage: golden GOLDEN_DIR OUT_DIR
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	phonenumv1 "phonenum/v1"
)

func read(path string) []byte {
	data, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	return data
}

func write(path string, data []byte) {
	if err := os.WriteFile(path, data, 0o666); err != nil {
		log.Fatal(err)
	}
}

func copyRecord(path, out string) {
	name := strings.TrimSuffix(filepath.Base(path), ".bin")
	record := &phonenumv1.PhoneNumber{}
	if err := proto.Unmarshal(read(path), record); err != nil {
		fmt.Printf("%s: %v\n", name, err)
		return
	}
	data, err := proto.Marshal(record)
	if err != nil {
		log.Fatal(err)
	}
	json, err := protojson.Marshal(record)
	if err != nil {
		log.Fatal(err)
	}
	write(filepath.Join(out, name+".bin"), data)
	write(filepath.Join(out, name+".json"), json)
}

// This version of Go's protobuf has no call for streams; later ones have protodelim.
func copyStream(from, to string) {
	var out []byte
	for data := read(from); len(data) > 0; {
		bytes, size := protowire.ConsumeBytes(data)
		if size < 0 {
			log.Fatal(protowire.ParseError(size))
		}
		record := &phonenumv1.PhoneNumber{}
		if err := proto.Unmarshal(bytes, record); err != nil {
			log.Fatal(err)
		}
		again, err := proto.Marshal(record)
		if err != nil {
			log.Fatal(err)
		}
		out = protowire.AppendBytes(out, again)
		data = data[size:]
	}
	write(to, out)
}

func main() {
	golden, out := os.Args[1], os.Args[2]
	records, err := filepath.Glob(filepath.Join(golden, "*.bin"))
	if err != nil {
		log.Fatal(err)
	}
	for _, path := range records {
		copyRecord(path, out)
	}
	copyStream(filepath.Join(golden, "stream.delimited"), filepath.Join(out, "stream.delimited"))
}
