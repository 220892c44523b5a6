import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import phonenum.v1.PhoneNumber;

/**
 * Java's protobuf reads each golden record, and writes it again: as bytes, and in its JSON. The same with the stream.
 * Usage: Golden GOLDEN_DIR OUT_DIR
 */
class Golden {
    static void copyRecord(Path from, Path out) throws IOException {
        String name = from.getFileName().toString().replace(".bin", "");
        try {
            PhoneNumber record = PhoneNumber.parseFrom(Files.readAllBytes(from));
            Files.write(out.resolve(name + ".bin"), record.toByteArray());
            Files.writeString(out.resolve(name + ".json"), JsonFormat.printer().print(record));
        } catch (InvalidProtocolBufferException e) {
            System.out.println(name + ": " + e.getMessage());
        }
    }

    static void copyStream(Path from, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(from); OutputStream out = Files.newOutputStream(to)) {
            for (PhoneNumber record; (record = PhoneNumber.parseDelimitedFrom(in)) != null;)
                record.writeDelimitedTo(out);
        }
    }

    public static void main(String[] args) throws IOException {
        Path golden = Paths.get(args[0]);
        Path out = Paths.get(args[1]);
        try (DirectoryStream<Path> records = Files.newDirectoryStream(golden, "*.bin")) {
            for (Path record : records)
                copyRecord(record, out);
        }
        copyStream(golden.resolve("stream.delimited"), out.resolve("stream.delimited"));
    }
}
