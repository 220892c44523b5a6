# Ruby's protobuf reads each golden record, and writes it again: as bytes, and in its JSON. The same with the stream.
#
# usage: ruby -I GENERATED_DIR golden.rb GOLDEN_DIR OUT_DIR
require 'phonenum/v1/phone_number_pb'

PhoneNumber = Phonenum::V1::PhoneNumber

# Yields the bytes of each record. Ruby's protobuf has no call for it.
def each_delimited(data)
  until data.empty?
    size = shift = 0
    loop do
      byte = data.slice!(0).ord
      size |= (byte & 0x7f) << shift
      shift += 7
      break if byte < 0x80
    end
    yield data.slice!(0, size)
  end
end

def varint(value)
  value < 0x80 ? value.chr : (value & 0x7f | 0x80).chr + varint(value >> 7)
end

golden, out = ARGV
Dir.glob("#{golden}/*.bin") do |path|
  name = File.basename(path, '.bin')
  record = PhoneNumber.decode(File.binread(path))
  File.binwrite("#{out}/#{name}.bin", PhoneNumber.encode(record))
  File.binwrite("#{out}/#{name}.json", PhoneNumber.encode_json(record))
rescue Google::Protobuf::ParseError => e
  puts "#{name}: #{e.message}"
end

stream = String.new
each_delimited(File.binread("#{golden}/stream.delimited")) do |data|
  bytes = PhoneNumber.encode(PhoneNumber.decode(data))
  stream << varint(bytes.bytesize).b << bytes
end
File.binwrite("#{out}/stream.delimited", stream)
