// Bytes are parsed and audited, and what they describe is constructed and checked; nothing is asked of it. Each input
// and some small changes of it, made where they lie: libFuzzer's own work is shared by many files.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "mutate.h"
#include "persistence/file.h"
#include "tokens.h"
#include "use.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most);

namespace {

constexpr int kChanges = 31;
constexpr size_t kMost = 1 << 14, kTail = 25;  // the digest with its key
uint64_t looked_at = 0;

/// Whether it could at least be parsed.
bool look(const uint8_t* data, size_t size) {
  ++looked_at;
  try {
    keepfit::load(data, size);
    return true;
  } catch (const keepfit::Error& e) {
    keepfit::fuzz::expect_readable(e);
    static constexpr std::string_view kBefore[] = {"empty_file", "not_keepfit", "truncated",   "damaged",
                                                   "malformed",  "limit",       "newer_format"};
    return std::find(std::begin(kBefore), std::end(kBefore), e.code) == std::end(kBefore);
  }
}

/// Proof rows are replayed by loading: others look for that. Before the key of the digest stands that there are none.
bool is_proved(const uint8_t* data, size_t size) {
  return size > kTail && data[size - kTail] == 0xa6 && data[size - kTail - 1] != 0xc0;
}

/// A find is the input whose changes led to it; with KEEPFIT_FIND the file itself is left behind there.
void leave_behind(const uint8_t* data, size_t size) {
  static const char* const path = std::getenv("KEEPFIT_FIND");
  std::FILE* out = path ? std::fopen(path, "wb") : nullptr;
  if (!out) return;
  std::fwrite(data, 1, size, out);
  std::fclose(out);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  std::atexit([] { std::fprintf(stderr, "%llu files looked at\n", static_cast<unsigned long long>(looked_at)); });
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static uint8_t changed[kMost];
  if (size > kMost || is_proved(data, size)) return -1;
  // What cannot be parsed leads nowhere; what is near to it is met among the changes.
  if (!look(data, size)) return -1;
  // The same changes each time, whatever was looked at before.
  uint32_t seed = static_cast<uint32_t>(size);
  std::memcpy(&seed, data + size - std::min(size, sizeof seed), std::min(size, sizeof seed));
  keepfit::fuzz::Random random(seed);
  for (int i = 0; i < kChanges; ++i) {
    std::memcpy(changed, data, size);
    const size_t now = keepfit::fuzz::change_tokens(changed, size, kMost, random);
    if (is_proved(changed, now)) continue;
    leave_behind(changed, now);
    look(changed, now);
  }
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  using namespace keepfit::fuzz;
  Random random(seed);
  const unsigned how = random() % 16;
  if (how < 4) {  // taken apart and written again
    const std::vector<uint8_t> out = mutate_file(data, size, most, seed);
    if (!out.empty()) {
      std::memcpy(data, out.data(), out.size());
      return out.size();
    }
  }
  if (how == 4) {
    size = LLVMFuzzerMutate(data, size, most);
    if (random() % 2) seal(data, size);
    return size;
  }
  return change_tokens(data, size, most, random);
}
