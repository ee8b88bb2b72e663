// Any bytes are taken over as a model of scikit-learn or refused; what is taken over is loaded or refused by the audit,
// and what is loaded is used like any model, proved by rows made for it.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "border/list.h"
#include "core/errors.h"
#include "core/table.h"
#include "core/wire.h"
#include "interchange/sklearn/read.h"
#include "use.h"

using namespace keepfit;

namespace {

const Value& schema() {
  static const Value all = border::schema(Value::Map{}, Context());
  return all;
}

void expect_refusal(const Error& e) {
  fuzz::expect_readable(e);
  for (const char* code : {"bad_source", "compressed", "harmful", "not_a_pickle", "not_taken", "too_large"})
    if (e.code == code) return;
  std::fprintf(stderr, "broken promise: refused as %s: %s\n", e.code.c_str(), e.message.c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Value taken;
  try {
    taken = interchange::read_sklearn({reinterpret_cast<const char*>(data), size}, schema(), "");
  } catch (const Error& e) {
    expect_refusal(e);
    return 0;
  }
  const Bytes& file = taken.at("bytes").bytes();
  fuzz::load_and_use(file.data, file.size);
  try {
    Model model = load(file.data, file.size);
    const Table samples = wire::read_table(taken.at("samples"));
    const Dump proved = dump(model, {}, {ProofRequest::What::kMake, &samples});
    load(proved.bytes.data(), proved.bytes.size());
  } catch (const Error& e) {
    fuzz::expect_readable(e);
    // What was just made is proved by what made it.
    if (e.code == "proof_failed" || e.code == "audit_proof") std::abort();
  }
  return 0;
}
