// What the reader of tables does by sixteen bytes at a time: the same as cell by cell and letter by letter.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "core/errors.h"
#include "core/text.h"
#include "core/ulps.h"
#include "tables/options.h"
#include "tables/reader.h"

namespace keepfit::tables {
namespace {

using Random = std::mt19937;
size_t below(Random& random, size_t n) { return random() % n; }

/// A word as a cell, between quotation marks where it must be or may as well.
std::string written(Random& random, const std::string& word, char escape) {
  const bool must = word.find_first_of(",\"\n") != std::string::npos || word.front() == ' ' || word.back() == ' ';
  if (!must && below(random, 2)) return std::string(below(random, 3) ? 0 : 1, ' ') + word;
  std::string inside;
  for (char c : word) inside += c == '"' ? std::string{escape ? escape : '"', '"'} : std::string(1, c);
  return '"' + inside + '"' + std::string(below(random, 4) ? 0 : 1, ' ');
}

TEST(TablesQuick, WordsAreTheSameHoweverTheyAreQuoted) {
  const std::vector<std::string> all{"a",
                                     "yes",
                                     "Bern",
                                     "Zürich",
                                     "St. Gallen",
                                     "a, b",
                                     "a,b",
                                     " a",
                                     "a ",
                                     "a\"b",
                                     "\"a\"",
                                     "a\nb",
                                     "b\n",
                                     "fifteen letters",
                                     "sixteen letters!",
                                     "seventeen letters",
                                     "é",
                                     "日本語",
                                     "eight888",
                                     "nine 9999",
                                     "a much longer text that no lane keeps"};
  for (unsigned seed = 0; seed < 20; ++seed) {
    Random random(seed);
    const char escape = seed % 4 == 3 ? '\\' : '\0';
    std::vector<std::string> words;
    for (const std::string& word : all) {
      if (below(random, 3)) words.push_back(word);
    }
    words.push_back("z");
    std::string text = "first,second,third\n";
    std::vector<std::vector<std::string>> meant(3);
    std::vector<int64_t> lines;
    int64_t line = 2;
    for (int i = 0; i < 1500; ++i) {
      lines.push_back(line++);
      for (size_t j = 0; j < 3; ++j) {
        const std::string word = i == 1499 || below(random, 20) ? words[below(random, words.size())] : "";
        meant[j].push_back(word);
        line += word.find('\n') != std::string::npos;
        text += (j ? "," : "") + (word.empty() ? word : written(random, word, escape));
      }
      text += "\n";
    }
    TableReader reader(text);
    Options options;
    options.quote = '"';
    options.delimiter = ',';
    if (escape) options.escape = escape;
    reader.read(options, {});
    ASSERT_EQ(reader.rows(), 1500) << seed;
    for (size_t j = 0; j < 3; ++j) {
      const auto held = reader.values(reader.places()[j]);
      ASSERT_TRUE(held.is_text);
      for (size_t i = 0; i < 1500; ++i) {
        const std::string is =
            held.codes[i] < 0 ? "" : std::string(held.categories[static_cast<size_t>(held.codes[i])]);
        ASSERT_EQ(is, meant[j][i]) << "seed " << seed << ", row " << i + 1 << ", column " << j + 1;
      }
    }
    for (size_t i = 0; i < 1500; ++i)
      ASSERT_EQ(reader.line_of(static_cast<int64_t>(i)), lines[i]) << "seed " << seed << ", row " << i + 1;
  }
}

TEST(TablesQuick, NumbersAreThoseOfTheCLibrary) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    Random random(seed);
    const auto digits = [&](size_t most) {
      std::string out;
      for (size_t n = below(random, most + 1); n > 0; --n) out += static_cast<char>('0' + below(random, 10));
      return out;
    };
    std::string text = "first,second,third\n";
    std::vector<std::vector<std::string>> meant(3);
    for (int i = 0; i < 1500; ++i) {
      for (size_t j = 0; j < 3; ++j) {
        // Short ones in one column, longer ones that take another way in the others.
        std::string before = digits(j == 0 ? 6 : j == 1 ? 9 : 17), after = digits(j == 0 ? 8 : 10);
        if (before.empty() && after.empty() && (i == 1499 || below(random, 2))) before = "0";
        std::string cell = before + (after.empty() ? "" : "." + after);
        if (!cell.empty() && below(random, 2)) cell = "-" + cell;
        meant[j].push_back(cell);
        text += (j ? "," : "") + cell;
      }
      text += "\n";
    }
    TableReader reader(text);
    reader.read({}, {});
    ASSERT_EQ(reader.rows(), 1500) << seed;
    for (size_t j = 0; j < 3; ++j) {
      const auto held = reader.values(reader.places()[j]);
      ASSERT_FALSE(held.is_text);
      const std::vector<double>& values = held.given ? *held.given : held.numbers;
      for (size_t i = 0; i < 1500; ++i) {
        const double is = meant[j][i].empty() ? ColumnReader::kMissing : std::strtod(meant[j][i].c_str(), nullptr);
        ASSERT_TRUE(same_bits(values[i], is)) << "seed " << seed << ": " << meant[j][i];
      }
    }
  }
}

TEST(TablesQuick, TheFirstByteThatIsNoTextIsNamed) {
  const std::vector<std::string> letters{"a", ",", "\n", "é", "ü", "日", "\u20ac", "\U0001F600", "0123456789abcdef"};
  for (unsigned seed = 0; seed < 3000; ++seed) {
    Random random(seed);
    std::string text;
    for (size_t i = below(random, 40); i > 0; --i) text += letters[below(random, letters.size())];
    for (size_t i = below(random, 3); i > 0 && !text.empty(); --i)
      text[below(random, text.size())] = static_cast<char>(below(random, 256));
    if (below(random, 3) == 0 && !text.empty()) text.pop_back();
    // One letter after the other.
    size_t at = 0;
    while (at < text.size()) {
      size_t size = 1;
      while (size <= 4 && at + size <= text.size() && !is_utf8(std::string_view(text).substr(at, size))) ++size;
      if (size > 4 || at + size > text.size()) break;
      at += size;
    }
    std::string said;
    try {
      TableReader reader(text);
    } catch (const Error& error) {
      said = error.where;
    }
    ASSERT_EQ(said, at < text.size() ? "byte " + std::to_string(at) : "") << "seed " << seed;
  }
}

}  // namespace
}  // namespace keepfit::tables
