#include "interchange/skops/zip.h"

#include <array>
#include <cstdint>

#include "core/errors.h"
#include "core/text.h"
#include "interchange/sklearn/state.h"

namespace keepfit::interchange {

namespace {

[[noreturn]] void refuse(const std::string& what) {
  refuse_source("zip", "The archive is damaged or made by hand: " + what + ".");
}

uint32_t number(std::string_view bytes, size_t at, size_t size) {
  if (at > bytes.size() || size > bytes.size() - at) refuse("it ends early");
  uint32_t out = 0;
  for (size_t i = 0; i < size; ++i) out |= static_cast<uint32_t>(static_cast<uint8_t>(bytes[at + i])) << 8 * i;
  return out;
}

std::string_view slice(std::string_view bytes, size_t at, size_t size) {
  if (at > bytes.size() || size > bytes.size() - at) refuse("it ends early");
  return bytes.substr(at, size);
}

/// CRC-32 of zip: the reflected polynomial 0xEDB88320.
uint32_t checksum(std::string_view bytes) {
  static const auto table = [] {
    std::array<uint32_t, 256> out{};
    for (uint32_t i = 0; i < 256; ++i) {
      out[i] = i;
      for (int bit = 0; bit < 8; ++bit) out[i] = out[i] & 1 ? 0xEDB88320u ^ out[i] >> 1 : out[i] >> 1;
    }
    return out;
  }();
  uint32_t crc = 0xFFFFFFFFu;
  for (char c : bytes) crc = table[(crc ^ static_cast<uint8_t>(c)) & 0xFF] ^ crc >> 8;
  return ~crc;
}

constexpr uint32_t kLocal = 0x04034b50, kCentral = 0x02014b50, kEnd = 0x06054b50;
constexpr size_t kEndSize = 22;

}  // namespace

std::map<std::string, std::string_view, std::less<>> stored_files(std::string_view archive) {
  // What skops writes ends in its directory: no comment, nothing behind.
  if (archive.size() < kEndSize || number(archive, archive.size() - kEndSize, 4) != kEnd)
    refuse("it does not end in its directory");
  const size_t end = archive.size() - kEndSize;
  const uint32_t count = number(archive, end + 10, 2), directory = number(archive, end + 16, 4);
  if (number(archive, end + 4, 4) != 0 || number(archive, end + 8, 2) != count || directory > end ||
      number(archive, end + 12, 4) != end - directory)
    refuse("its directory is not where it says");
  std::map<std::string, std::string_view, std::less<>> out;
  size_t at = directory, next = 0;
  for (uint32_t i = 0; i < count; ++i) {
    if (number(archive, at, 4) != kCentral) refuse("its directory is broken");
    const uint32_t flags = number(archive, at + 8, 2), method = number(archive, at + 10, 2),
                   crc = number(archive, at + 16, 4);
    const uint32_t packed = number(archive, at + 20, 4), size = number(archive, at + 24, 4),
                   named = number(archive, at + 28, 2);
    const uint32_t extra = number(archive, at + 30, 2), comment = number(archive, at + 32, 2),
                   local = number(archive, at + 42, 4);
    const std::string name(slice(archive, at + 46, named));
    at += 46 + size_t{named} + extra + comment;
    if (!is_utf8(name) || name.empty() || name.find_first_of("/\\") != std::string::npos ||
        name.find('\0') != std::string::npos)
      refuse("it has a file by the name '" + shown(name) + "'");
    if (flags & 1) refuse("'" + name + "' is encrypted");
    if (method != 0) {
      throw Error("compressed", method == 8 ? "deflate" : name,
                  "The file '" + shown(name) + "' within the archive is packed.",
                  "Write it without compression: skops.io.dump(model, file).");
    }
    if (packed != size) refuse("the sizes of '" + name + "' do not agree");
    // The entry itself stands in front of its bytes, and says the same.
    if (local != next || number(archive, local, 4) != kLocal || number(archive, local + 8, 2) != 0 ||
        slice(archive, size_t{local} + 30, number(archive, local + 26, 2)) != name)
      refuse("'" + name + "' is not where the directory says, or is called otherwise there");
    const size_t from = size_t{local} + 30 + named + number(archive, local + 28, 2);
    const std::string_view bytes = slice(archive, from, size);
    // Where sizes stand behind the bytes instead, those in front are 0.
    const bool behind = (flags & 8) != 0;
    if (!behind && (number(archive, local + 18, 4) != size || number(archive, local + 22, 4) != size ||
                    number(archive, local + 14, 4) != crc))
      refuse("the sizes of '" + name + "' do not agree");
    if (checksum(bytes) != crc) refuse("the checksum of '" + name + "' does not agree");
    next = from + size;
    if (behind) next += number(archive, next, 4) == 0x08074b50 ? 16 : 12;
    if (!out.emplace(name, bytes).second) refuse("'" + name + "' stands twice");
  }
  if (next != directory || at != end) refuse("something stands between its files");
  return out;
}

namespace {

void put(std::string& out, uint32_t value, size_t size) {
  for (size_t i = 0; i < size; ++i) out += static_cast<char>(value >> 8 * i & 0xFF);
}

constexpr uint32_t kVersion = 20, kFirstDay = 0x21;  // 1 January 1980: an archive has no other time than its content
constexpr size_t kMostFiles = 0xFFFF, kMostBytes = 0xFFFFFFFF;

/// What stands alike in front of a file and in the directory.
void put_facts(std::string& out, std::string_view name, std::string_view bytes, uint32_t crc) {
  const uint32_t facts[] = {kVersion, 0, 0, 0, kFirstDay};
  for (uint32_t fact : facts) put(out, fact, 2);
  const auto size = static_cast<uint32_t>(bytes.size());
  for (uint32_t each : {crc, size, size}) put(out, each, 4);
  put(out, static_cast<uint32_t>(name.size()), 2);
  put(out, 0, 2);
}

}  // namespace

std::string stored_archive(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string out, directory;
  if (files.size() > kMostFiles)
    throw Error("not_exported", "", "The model has more arrays than an archive has files.",
                "Fit it with fewer trees: 65,535 arrays at most go into one file.");
  for (const auto& [name, bytes] : files) {
    if (bytes.size() > kMostBytes - out.size() - directory.size() - 1000)
      throw Error("not_exported", "", "The model has more than 4 GB.", "An archive of skops's holds no more.");
    const uint32_t crc = checksum(bytes), local = static_cast<uint32_t>(out.size());
    put(out, kLocal, 4);
    put_facts(out, name, bytes, crc);
    out += name;
    out += bytes;
    put(directory, kCentral, 4);
    put(directory, kVersion, 2);
    put_facts(directory, name, bytes, crc);
    for (size_t i = 0; i < 3; ++i) put(directory, 0, 2);  // no comment, first disk, no text
    put(directory, 0, 4);
    put(directory, local, 4);
    directory += name;
  }
  const auto at = static_cast<uint32_t>(out.size()), count = static_cast<uint32_t>(files.size());
  out += directory;
  put(out, kEnd, 4);
  put(out, 0, 4);
  put(out, count, 2);
  put(out, count, 2);
  put(out, static_cast<uint32_t>(directory.size()), 4);
  put(out, at, 4);
  put(out, 0, 2);
  return out;
}

}  // namespace keepfit::interchange
