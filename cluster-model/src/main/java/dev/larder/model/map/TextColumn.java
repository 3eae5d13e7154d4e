package dev.larder.model.map;

import com.google.protobuf.ByteString;
import dev.larder.model.MalformedException;
import java.nio.charset.StandardCharsets;

/**
 * A column of short ASCII texts, each without the beginning it shares with the one before. A column of hosts has IPv4
 * addresses as differences of networks (/24), and their last octets apart: pods of one node come from one network, which
 * follows that of the node before, while the last octet is any. Together the two would hardly be compressed.
 */
final class TextColumn {
    private static final int ADDRESS = 255;
    private static final int MAX_TEXT = 253;
    private static final int OCTETS = 4;
    private static final long NO_ADDRESS = -1;

    private TextColumn() {}

    /** The 32 bits of an IPv4 address as it is written shortest, or {@link #NO_ADDRESS}. */
    private static long address(String host) {
        long address = 0;
        int octets = 0;
        int octet = -1;
        for (int i = 0; i <= host.length(); i++) {
            char c = i == host.length() ? '.' : host.charAt(i);
            if (c == '.') {
                if (octet < 0 || ++octets > OCTETS) {
                    return NO_ADDRESS;
                }
                address = address << 8 | octet;
                octet = -1;
            } else if (c < '0' || c > '9' || octet == 0) {
                return NO_ADDRESS;
            } else {
                octet = Math.max(octet, 0) * 10 + c - '0';
                if (octet > 255) {
                    return NO_ADDRESS;
                }
            }
        }
        return octets == OCTETS ? address : NO_ADDRESS;
    }

    static final class Writer {
        private final ByteString.Output out = ByteString.newOutput();
        private String last = "";
        private final ByteString.Output octets = ByteString.newOutput();
        private int lastNetwork;

        void text(String text) {
            int shared = 0;
            while (shared < Math.min(last.length(), text.length()) && last.charAt(shared) == text.charAt(shared)) {
                shared++;
            }
            out.write(shared);
            out.write(text.length() - shared);
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            out.write(bytes, shared, bytes.length - shared);
            last = text;
        }

        void host(String host) {
            long written = address(host);
            if (written == NO_ADDRESS) {
                text(host);
                return;
            }
            int address = (int) written;
            out.write(ADDRESS);
            octets.write(address & 255);
            int network = address >>> 8;
            int difference = network - lastNetwork;
            for (int left = difference << 1 ^ difference >> 31; ; left >>>= 7) {
                if ((left & ~0x7f) == 0) {
                    out.write(left);
                    break;
                }
                out.write(left & 0x7f | 0x80);
            }
            lastNetwork = network;
        }

        ByteString bytes() {
            return out.toByteString();
        }

        ByteString lastOctets() {
            return octets.toByteString();
        }
    }

    static final class Reader {
        private final ByteString bytes;
        private int position;
        private String last = "";
        private final ByteString octets;
        private int lastNetwork;
        private int addresses;

        /** @param octets the last ones of a column of hosts; empty for other texts */
        Reader(ByteString bytes, ByteString octets) {
            this.bytes = bytes;
            this.octets = octets;
        }

        String text() {
            return text(next());
        }

        private String text(int shared) {
            int length = next();
            if (shared > last.length() || shared + length > MAX_TEXT || length > bytes.size() - position) {
                throw new MalformedException("cluster map: a name is longer than what is there");
            }
            last = last.substring(0, shared)
                    + bytes.substring(position, position + length).toString(StandardCharsets.ISO_8859_1);
            position += length;
            return last;
        }

        String host() {
            int shared = next();
            if (shared != ADDRESS) {
                return text(shared);
            }
            int zigzag = 0;
            for (int shift = 0; ; shift += 7) {
                int part = next();
                zigzag |= (part & 0x7f) << shift;
                if (part < 0x80) {
                    break;
                }
                if (shift == 28) {
                    throw new MalformedException("cluster map: an address is longer than 32 bits");
                }
            }
            lastNetwork += zigzag >>> 1 ^ -(zigzag & 1);
            if (addresses == octets.size()) {
                throw new MalformedException("cluster map: last octets of hosts are cut off");
            }
            int last = octets.byteAt(addresses++) & 255;
            return (lastNetwork >>> 16 & 255) + "." + (lastNetwork >>> 8 & 255) + "." + (lastNetwork & 255) + "."
                    + last;
        }

        private int next() {
            if (position == bytes.size()) {
                throw new MalformedException("cluster map: names or hosts are cut off");
            }
            return bytes.byteAt(position++) & 255;
        }
    }
}
