// Any request to any operation is answered or refused. An input is the operation's name, a zero byte and the request.
#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "core/errors.h"
#include "mutate.h"
#include "persistence/codec.h"
#include "requests.h"

using namespace keepfit;

namespace {

/// The name before the zero byte, and where it stands; null where there is none.
const uint8_t* end_of_name(const uint8_t* data, size_t size, std::string& name) {
  const auto* end = static_cast<const uint8_t*>(std::memchr(data, 0, std::min<size_t>(size, 40)));
  if (end) name.assign(reinterpret_cast<const char*>(data), static_cast<size_t>(end - data));
  return end;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string operation;
  const uint8_t* end = end_of_name(data, size, operation);
  if (end) fuzz::ask(operation, end + 1, size - operation.size() - 1);
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  static const std::vector<std::pair<std::string, Value>> known = fuzz::requests();
  fuzz::Random random(seed);
  std::string op = "fit";
  const uint8_t* end = end_of_name(data, size, op);
  Value request;
  try {
    request = end ? decode(end + 1, size - op.size() - 1) : Value(Value::Map{});
  } catch (const Error&) {
    request = Value::Map{};
  }
  // A file inside a request is changed as a file.
  bool changed = false;
  if (auto* entries = request.get_if<Value::Map>(); entries && random() % 4) {
    for (auto& [key, value] : *entries) {
      const auto* file = value.get_if<Bytes>();
      if (!file || random() % 2) continue;
      std::vector<uint8_t> bytes = fuzz::mutate_file(file->data, file->size, most, static_cast<unsigned>(random()));
      if (bytes.empty()) continue;
      value = Bytes::own(std::move(bytes));
      changed = true;
    }
  }
  if (!changed) fuzz::mutate(request, random);
  if (random() % 16 == 0) op = known[random() % known.size()].first;
  const std::vector<uint8_t> bytes = encode(request);
  if (op.size() + 1 + bytes.size() > most) return size;
  std::memcpy(data, op.c_str(), op.size() + 1);
  std::memcpy(data + op.size() + 1, bytes.data(), bytes.size());
  return op.size() + 1 + bytes.size();
}
