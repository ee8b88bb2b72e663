// Regular expressions, as far as selecting columns by name needs them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace keepfit {

/// A pattern in Python's notation: characters, ., classes such as [a-z0-9_] and [^x], \d \w \s \D \W \S \b \B, ^ $,
/// groups ( ) and (?: ), |, and the repeats * + ? {m} {m,} {m,n}, greedy or not. A name is walked once, whatever the
/// pattern (Thompson 1968). \d, \w and \s know ASCII; every other character is a \w. Throws Error "bad_pattern" for
/// anything else, such as (?=...) or \1.
class Pattern {
 public:
  explicit Pattern(const std::string& written);
  /// Whether the pattern occurs somewhere in the text (UTF-8).
  bool occurs_in(const std::string& text) const;

 private:
  struct Range {
    uint32_t low, high;
  };
  struct Step {
    enum class Kind { kSet, kSplit, kStart, kEnd, kBoundary, kNoBoundary, kFound } kind;
    std::vector<Range> ranges = {};  // kSet
    bool inverted = false;
    size_t next = 0, other = 0;
  };
  struct Piece;
  struct Parser;
  friend struct Parser;

  std::vector<Step> steps_;
  size_t start_ = 0;
};

}  // namespace keepfit
