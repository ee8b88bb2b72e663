// What a pickle would make, as data only: nothing here was looked up, imported or called.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace keepfit::pickle {

enum class Kind : uint8_t {
  kUnknown,  // where the file took something that was not there
  kNone,
  kBool,
  kInt,
  kBig,  // a whole number beyond 64 bits: its bytes
  kFloat,
  kText,
  kBytes,
  kList,
  kTuple,
  kDict,  // key, value, key, value ...
  kSet,
  kSymbol,  // a name of something in Python
  kObject,  // what a symbol was to make: the symbol, its arguments, then the states that it was to be given
  kOther,   // what only the loader knows: a persistent id, a code of a registry, a buffer
};

struct Item {
  Kind kind = Kind::kUnknown;
  size_t at = 0;
  int64_t integer = 0;
  double real = 0;
  std::string_view text, name;  // of a symbol: its module and its name
  std::vector<Item*> parts;
};

/// Keeps items where they are. What is shared is kept once, however often it stands somewhere.
class Items {
 public:
  Item* make(Kind kind, size_t at) {
    Item& made = items_.emplace_back();
    made.kind = kind;
    made.at = at;
    return &made;
  }
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }
  size_t size() const { return items_.size(); }

 private:
  std::deque<Item> items_;
  std::deque<std::string> texts_;
};

/// A text of the file's within a sentence, as Python would print it: at most about `most` bytes; line breaks, other
/// control characters and what turns the direction of writing are spelt, \n and \u202e.
std::string on_one_line(std::string_view text, size_t most = 80);

/// As Python would print it, shortened: at most about `most` bytes, four levels deep.
std::string printed(const Item& item, size_t most = 160);

}  // namespace keepfit::pickle
