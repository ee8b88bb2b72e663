#include "interchange/pickle/canonical.h"

#include <algorithm>
#include <charconv>

#include "core/text.h"
#include "interchange/known.h"

namespace keepfit::pickle {

using interchange::Role;
using interchange::role_of;

namespace {

bool is_int(const Item& item, int64_t value) { return item.kind == Kind::kInt && item.integer == value; }
bool is_text(const Item& item, std::string_view text) { return item.kind == Kind::kText && item.text == text; }
Role role(const Item& symbol) { return role_of(symbol.text, symbol.name); }

std::string_view code_of(const Item& dtype) {
  std::string_view code = dtype.parts[1]->parts[0]->text;
  if (!code.empty() && std::string_view("<>|=").find(code.front()) != std::string_view::npos) code.remove_prefix(1);
  return code;
}

bool is_dtype(const Item* item) {
  if (!item || item->kind != Kind::kObject || item->parts[0]->kind != Kind::kSymbol) return false;
  const Item& callee = *item->parts[0];
  return callee.text == "numpy" && callee.name == "dtype" && !item->parts[1]->parts.empty() &&
         item->parts[1]->parts[0]->kind == Kind::kText;
}

/// Texts, and none with two underscores before it: such names are Python's own. `but`: one that is a text as well.
bool has_plain_keys(const Item& dict, std::string_view but = {}) {
  for (size_t k = 0; k + 1 < dict.parts.size(); k += 2) {
    const Item &key = *dict.parts[k], &value = *dict.parts[k + 1];
    if (key.kind != Kind::kText) return false;
    if (key.text.substr(0, 2) == "__" && (key.text != but || value.kind != Kind::kText)) return false;
  }
  return true;
}

/// A symbol among the arguments is a class or a function that is handed on.
bool may_be_given(const Item& callee, const Item& symbol) {
  switch (role(symbol)) {
    case Role::kType:
      return callee.name == "_reconstruct" || callee.name == "_mareconstruct" || callee.name == "partial";
    case Role::kSkipped: return role(callee) == Role::kSkipped;
    case Role::kPart:
      return callee.text == symbol.text && callee.name.substr(0, 15) == "__pyx_unpickle_" &&
             callee.name.substr(15) == symbol.name;
    default: return false;
  }
}

bool is_simple_dtype(const Item& dtype, const Item& state) {
  const std::string_view code = code_of(dtype);
  const auto& parts = state.parts;
  if (state.kind != Kind::kTuple || (parts.size() != 8 && parts.size() != 9)) return false;
  if (parts[1]->kind != Kind::kText) return false;
  const Item &size = *parts[5], &flags = *parts[7];
  if (parts[2]->kind == Kind::kNone && parts[3]->kind == Kind::kNone && parts[4]->kind == Kind::kNone) {
    if (code.front() == 'O') return is_int(size, -1) && is_int(flags, 63);
    const bool sized = code.front() == 'U' || code.front() == 'S' || code.front() == 'V';
    return is_int(size, sized ? item_bytes(&dtype) : -1) &&
           (is_int(flags, 0) || (code.front() == 'U' && is_int(flags, 8)));
  }
  // Of records and of arrays within them. Their flags say that texts are to be cleared, Python is needed and places are
  // aligned; others would make pointers of the bytes.
  constexpr int64_t kFlags = 8 | 16 | 128;
  if (code.front() != 'V' || !is_int(size, item_bytes(&dtype)) || flags.kind != Kind::kInt || (flags.integer & ~kFlags))
    return false;
  if (const Item& within = *parts[2]; within.kind != Kind::kNone)
    return within.kind == Kind::kTuple && !within.parts.empty() && parts[4]->kind == Kind::kNone &&
           is_dtype(within.parts[0]) && item_bytes(within.parts[0]) > 0;
  if (parts[4]->kind != Kind::kDict) return false;
  for (size_t k = 1; k < parts[4]->parts.size(); k += 2) {
    const Item& field = *parts[4]->parts[k];
    if (field.kind != Kind::kTuple || field.parts.empty() || !is_dtype(field.parts[0]) ||
        item_bytes(field.parts[0]) <= 0)
      return false;
  }
  return true;
}

bool is_wrapper(const Item& state) {
  constexpr std::string_view kKeys[] = {"subclass", "shape", "order", "dtype", "allow_mmap"};
  const Item* alignment = entry(state, "numpy_array_alignment_bytes");
  if (state.kind != Kind::kDict || state.parts.size() != (alignment ? 12u : 10u)) return false;
  for (std::string_view key : kKeys)
    if (!entry(state, key)) return false;
  const Item &subclass = *entry(state, "subclass"), &order = *entry(state, "order");
  return subclass.kind == Kind::kSymbol && subclass.text == "numpy" &&
         (subclass.name == "ndarray" || subclass.name == "matrix") && (is_text(order, "C") || is_text(order, "F")) &&
         entry(state, "allow_mmap")->kind == Kind::kBool && (!alignment || is_int(*alignment, 16));
}

/// numpy.vectorize around a method of a distribution.
bool is_vectorized(const Item& state) {
  constexpr std::string_view kKeys[] = {"pyfunc", "cache",   "signature", "__name__", "_ufunc",
                                        "_doc",   "__doc__", "otypes",    "excluded", "_in_and_out_core_dims"};
  if (state.kind != Kind::kDict) return false;
  for (size_t k = 0; k + 1 < state.parts.size(); k += 2) {
    const bool known = std::any_of(std::begin(kKeys), std::end(kKeys),
                                   [&](std::string_view key) { return is_text(*state.parts[k], key); });
    const Kind kind = state.parts[k + 1]->kind;
    const bool method = is_text(*state.parts[k], "pyfunc");
    if (!known || (kind == Kind::kSymbol) || (kind == Kind::kObject) != method) return false;
  }
  const Item* method = entry(state, "pyfunc");
  return method && method->kind == Kind::kObject && binds_distribution(*method->parts[0], *method->parts[1]);
}

/// (1, shape, dtype, fortran, data): objects stand in a list, all else in bytes.
bool is_array(const Item& state) {
  if (state.kind != Kind::kTuple || state.parts.size() != 5 || !is_dtype(state.parts[2])) return false;
  return (state.parts[4]->kind == Kind::kList) == (item_bytes(state.parts[2]) == 0);
}

/// getattr(something, method).
bool binds(const Item& callee, const Item& given, std::string_view method) {
  return callee.kind == Kind::kSymbol && callee.name == "getattr" &&
         (callee.text == "builtins" || callee.text == "__builtin__") && given.kind == Kind::kTuple &&
         given.parts.size() == 2 && is_text(*given.parts[1], method);
}

}  // namespace

const Item* entry(const Item& dict, std::string_view key) {
  for (size_t k = 0; dict.kind == Kind::kDict && k + 1 < dict.parts.size(); k += 2)
    if (is_text(*dict.parts[k], key)) return dict.parts[k + 1];
  return nullptr;
}

int64_t item_bytes(const Item* dtype) {
  if (!is_dtype(dtype)) return -1;
  const std::string_view code = code_of(*dtype);
  if (code == "O8" || code == "O4" || code == "O") return 0;
  if (code.empty() || std::string_view("biufcSUVmM").find(code.front()) == std::string_view::npos) return -1;
  uint32_t size = 0;
  const auto [end, error] = std::from_chars(code.data() + 1, code.data() + code.size(), size);
  if (error != std::errc() || end != code.data() + code.size()) return -1;
  return int64_t{size} * (code.front() == 'U' ? 4 : 1);
}

bool binds_distribution(const Item& callee, const Item& given) {
  if (!binds(callee, given, "_entropy")) return false;
  const Item& of = *given.parts[0];
  return of.kind == Kind::kObject && of.parts[0]->kind == Kind::kSymbol && role(*of.parts[0]) == Role::kPart &&
         of.parts[0]->text.substr(0, 13) == "scipy.stats._";
}

bool binds_zone(const Item& callee, const Item& given) {
  if (!binds(callee, given, "_unpickle")) return false;
  const Item& of = *given.parts[0];
  return of.kind == Kind::kSymbol && of.text == "zoneinfo" && of.name == "ZoneInfo";
}

bool asks_type(const Item& callee, const Item& given) {
  return callee.kind == Kind::kSymbol && callee.name == "type" &&
         (callee.text == "builtins" || callee.text == "__builtin__") && given.kind == Kind::kTuple &&
         given.parts.size() == 1 && given.parts[0]->kind == Kind::kNone;
}

std::string odd_call(const Item& callee, const Item& given) {
  const auto& parts = given.parts;
  const std::string_view module = callee.text, name = callee.name;
  const auto odd = [&](const char* how) { return shown(module) + "." + shown(name) + " is given " + how + "."; };
  if (given.kind != Kind::kTuple) return odd("what is no list of arguments");
  for (const Item* part : parts)
    if (part->kind == Kind::kSymbol && !may_be_given(callee, *part))
      return odd("a class or a function that such files do not give it");
  if (name == "dtype" && module == "numpy") {
    const bool usual = parts.size() == 3 && parts[0]->kind == Kind::kText && parts[1]->kind == Kind::kBool &&
                       parts[2]->kind == Kind::kBool;
    return usual ? "" : odd("what is no type of numpy's");
  }
  if (name == "encode")
    return parts.size() == 2 && is_text(*parts[1], "latin1") ? "" : odd("another encoding than latin1");
  if (name == "NumpyArrayWrapper" || name == "bytes" || name == "dict" || name == "object" || name == "vectorize" ||
      module.substr(0, 13) == "scipy.stats._")
    return parts.empty() ? "" : odd("arguments");
  if (name == "scalar" && module != "builtins") {
    const bool usual = parts.size() == 2 && is_dtype(parts[0]) && item_bytes(parts[0]) > 0;
    return usual ? "" : odd("what is no number of numpy's");
  }
  if (role(callee) == Role::kEstimator && !parts.empty()) return odd("arguments");
  return "";
}

std::string odd_state(const Item& object, const Item& state) {
  const Item& callee = *object.parts[0];
  const std::string_view module = callee.text, name = callee.name;
  const auto odd = [&](const char* what) {
    return "What " + shown(module) + "." + shown(name) + " made gets " + what + ".";
  };
  if (object.parts.size() > 2) return odd("a state for the second time");
  if (name == "NumpyArrayWrapper") return is_wrapper(state) ? "" : odd("a state that joblib does not write");
  if (name == "dtype") {
    const bool usual = is_dtype(&object) && item_bytes(&object) >= 0 && is_simple_dtype(object, state);
    return usual ? "" : odd("a state that numpy does not write");
  }
  if (name == "vectorize") return is_vectorized(state) ? "" : odd("another function than a distribution's");
  if (name == "_reconstruct") return is_array(state) ? "" : odd("a state that numpy does not write");
  if (name == "partial") {
    const bool usual = state.kind == Kind::kTuple && state.parts.size() == 4 && state.parts[0]->kind == Kind::kSymbol &&
                       role(*state.parts[0]) == Role::kType;
    return usual ? "" : odd("another function");
  }
  const bool is_own =
      name.substr(0, 2) == "Cy" || name.substr(0, 2) == "__" || name == "_mareconstruct" || name == "Bunch";
  if ((role(callee) == Role::kEstimator || role(callee) == Role::kPart) && !is_own) {
    // Distributions of scipy's have a docstring of their own.
    const std::string_view but = module.substr(0, 13) == "scipy.stats._" ? "__doc__" : "";
    if (state.kind != Kind::kDict || !has_plain_keys(state, but))
      return odd("a state that is no dict of its attributes");
    return "";
  }
  const auto plain = [](const Item& item) { return item.kind != Kind::kDict || has_plain_keys(item); };
  const bool all_plain = state.kind == Kind::kTuple ? std::all_of(state.parts.begin(), state.parts.end(),
                                                                  [&](const Item* p) { return plain(*p); })
                                                    : plain(state);
  const bool is_data = state.kind == Kind::kTuple || state.kind == Kind::kDict || state.kind == Kind::kNone;
  return all_plain && is_data ? "" : odd("a state that such files do not have");
}

std::string odd_filling(const Item& object, bool pairs, const std::vector<Item*>& more) {
  const Item& callee = *object.parts[0];
  bool plain = pairs && callee.name == "Bunch";
  for (size_t k = 0; plain && k + 1 < more.size(); k += 2)
    plain = more[k]->kind == Kind::kText && more[k]->text.substr(0, 2) != "__";
  return plain ? ""
               : "Something is put into what " + shown(callee.text) + "." + shown(callee.name) +
                     " made that such files do not put there.";
}

}  // namespace keepfit::pickle
