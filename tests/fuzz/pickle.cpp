// Any bytes are told as a pickle or refused, in sentences, without more memory or time than they have bytes.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/errors.h"
#include "core/text.h"
#include "interchange/examine.h"
#include "persistence/codec.h"

using namespace keepfit;

namespace {

[[noreturn]] void broken(const std::string& promise) {
  std::fprintf(stderr, "broken promise: %s\n", promise.c_str());
  std::abort();
}
void expect(bool held, const char* promise) {
  if (!held) broken(promise);
}

/// Every text of an answer can be shown, and every place lies in the file.
void check(const Value& value, size_t size) {
  if (const auto* text = value.get_if<std::string>()) expect(is_utf8(*text), "texts are texts");
  if (const auto* list = value.get_if<Value::List>())
    for (const Value& each : *list) check(each, size);
  if (const auto* map = value.get_if<Value::Map>())
    for (const auto& [key, each] : *map) {
      if (key == "at")
        expect(each.integer() >= 0 && static_cast<size_t>(each.integer()) <= size, "places are in the file");
      check(each, size);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  try {
    const size_t from = size % 7;
    const auto look = file.substr(0, 4) == "PK\3\4" ? interchange::examine_skops : interchange::examine_pickle;
    const Value report = look(file, from, 50);
    check(report, size);
    encode(report);
    const auto counted = [&](const char* key) { return report.at(key).integer(); };
    const size_t shown = report.at("lines").list().size();
    expect(shown <= 50 && static_cast<int64_t>(shown) <= counted("instructions"),
           "no more is listed than was asked for");
    bool foreign = false;
    for (const Value& each : report.at("globals").list()) {
      foreign = foreign || each.at("role").is("foreign");
      expect(each.at("times").integer() > 0, "a name stands somewhere");
    }
    expect(report.at("harmless").boolean() == (!foreign && !counted("calls_met") && !counted("findings_met")),
           "harmless is what has nothing to be told of");
    expect(static_cast<size_t>(counted("array_bytes")) <= size, "arrays lie in the file");
  } catch (const Error& e) {
    if (e.message.empty() || !is_utf8(e.message) || !is_utf8(e.where)) broken("an error is a sentence");
    bool known = false;
    for (const char* code : {"bad_source", "compressed", "not_a_pickle", "not_taken", "too_large"})
      known = known || e.code == code;
    if (!known) broken("refused as " + e.code + ": " + e.message);
  }
  return 0;
}
