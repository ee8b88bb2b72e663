// Looking into files and comparing two of them, without constructing anything.
#include "persistence/inspect.h"

#include <memory>

#include "files.h"
#include "persistence/card.h"
#include "persistence/codec.h"
#include "persistence/diff.h"
#include "use.h"

namespace {
std::vector<uint8_t> previous;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace keepfit;
  Parsed parsed;
  try {
    parsed = parse_file(data, size);
  } catch (const Error& e) {
    fuzz::expect_readable(e);
    return 0;
  }
  const auto attempt = [](auto&& f) {
    try {
      f();
    } catch (const Error& e) {
      fuzz::expect_readable(e);
    }
  };
  attempt([&] { audit_card(parsed.card); });
  attempt([&] { encode(inspect_rows(parsed.pipeline)); });
  attempt([&] { holds_training_rows(parsed.pipeline); });
  attempt([&] { encode(diff_files(parsed, parsed)); });
  if (!previous.empty()) {
    const Parsed other = parse_file(previous.data(), previous.size());
    attempt([&] { encode(diff_files(parsed, other)); });
    attempt([&] { encode(diff_files(other, parsed)); });
  }
  previous.assign(data, data + size);
  return 0;
}
