// write_file of persistence/file.h, apart from what reads, since files are also written where nothing can be loaded.
#include "persistence/write.h"

#include <cstring>
#include <iterator>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "persistence/codec.h"
#include "persistence/file.h"

#ifndef KEEPFIT_VERSION
#error "KEEPFIT_VERSION comes from the build"
#endif

namespace keepfit {

using namespace layout;

const char* engine_version() { return KEEPFIT_VERSION; }

void layout::digest(const uint8_t* data, size_t size, uint8_t out[kDigestSize]) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(data, size));
  std::memcpy(out, canonical.digest, kDigestSize);
}

namespace {

Section append_entry(std::vector<uint8_t>& out, const char* key, const Value& value) {
  encode(Value(key), out);
  const size_t start = out.size();
  encode(value, out);
  return {start, out.size() - start};
}

}  // namespace

Dump write_file(const Value& card, const Value& pipeline, const Value& proof, int64_t format) {
  Dump out;
  std::vector<uint8_t>& bytes = out.bytes;
  bytes.insert(bytes.end(), std::begin(kMagic), std::end(kMagic));
  encode(Value(format), bytes);
  out.sections.card = append_entry(bytes, "card", card);
  out.sections.pipeline = append_entry(bytes, "pipeline", pipeline);
  out.sections.proof = append_entry(bytes, "proof", proof);
  bytes.insert(bytes.end(), std::begin(kTail), std::end(kTail));
  uint8_t sum[kDigestSize];
  digest(bytes.data(), bytes.size(), sum);
  out.sections.digest = {bytes.size() - 2, kDigestSize + 2};
  bytes.insert(bytes.end(), sum, sum + kDigestSize);
  return out;
}

}  // namespace keepfit
