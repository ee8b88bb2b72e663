// Columns that name rows or codes, and texts that are quantities or sentences.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/text.h"
#include "tables/evidence.h"
#include "tables/reader.h"
#include "tables/texts.h"
#include "tables/words.h"

namespace keepfit::tables {

namespace {

/// The last word of a name says that it names things: customer_id, orderId, Account No.
bool names_things(std::string_view name) {
  size_t from = name.size();
  while (from > 0) {
    const char c = name[from - 1];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    if (!letter && !(c == '.' && from == name.size())) break;
    --from;
    // A capital after a small letter begins a word: orderId.
    if (from > 0 && c >= 'A' && c <= 'Z' && name[from - 1] >= 'a' && name[from - 1] <= 'z') break;
  }
  std::string word = lowered(name.substr(from));
  if (!word.empty() && word.back() == '.') word.pop_back();
  for (const char* each : {"id",
                           "ids",
                           "uid",
                           "uuid",
                           "guid",
                           "key",
                           "code",
                           "no",
                           "nr",
                           "number",
                           "account",
                           "phone",
                           "tel",
                           "isbn",
                           "ean",
                           "sku",
                           "ssn",
                           "iban",
                           "serial",
                           "ticket",
                           "telefon",
                           "telephone",
                           "telefono",
                           "tel\xc3\xa9"
                           "fono",
                           "t\xc3\xa9l\xc3\xa9phone",
                           "mobile",
                           "fax",
                           "codigo",
                           "c\xc3\xb3"
                           "digo",
                           "codice",
                           "kod",
                           "matricula",
                           "matr\xc3\xad"
                           "cula",
                           "matrikel",
                           "user",
                           "client",
                           "customer",
                           "kunde",
                           "cliente",
                           "usuario",
                           "idx",
                           "row",
                           "seq",
                           "sequence",
                           "numero",
                           "n\xc3\xbamero",
                           "num\xc3\xa9ro",
                           "kundennr"}) {
    if (word == each) return true;
  }
  // Kundennummer
  return word.size() > 6 && word.compare(word.size() - 6, 6, "nummer") == 0;
}

/// Whole numbers of 12 and more digits, equally many in all: cards, articles, accounts. Moments are no codes, counted
/// in thousandths of a second and less or written as 20240131123000; nor are sums in round thousands.
bool are_long_codes(const std::vector<double>& values) {
  double low = 0, last = std::numeric_limits<double>::quiet_NaN();
  int digits = 0;
  bool sorted = true, stamps = true, moments = true, round = true;
  for (double v : values) {
    if (std::isnan(v)) continue;
    if (low == 0) {
      for (low = 1e11, digits = 12; v >= low * 10 && digits < 17; ++digits) low *= 10;
    }
    if (v < low || v >= low * 10) return false;
    sorted = sorted && !(v < last);
    last = v;
    // 1970 to 2039 in milliseconds, microseconds: the first digits are those of seconds.
    moments = moments && (digits == 12 || v < 2.2 * low);
    const auto whole = static_cast<int64_t>(v);
    const int64_t stamp = digits == 12 ? whole : digits == 14 ? whole / 100 : 0;
    const int64_t minute = stamp % 100, hour = stamp / 100 % 100, day = stamp / 10'000 % 100,
                  month = stamp / 1'000'000 % 100, year = stamp / 100'000'000;
    stamps = stamps && stamp > 0 && minute < 60 && hour < 24 && day >= 1 && day <= 31 && month >= 1 && month <= 12 &&
             year >= 1900 && year < 2100;
    round = round && whole % 1000 == 0;
  }
  if (low == 0 || stamps || round) return false;
  // Of 13 digits moments come in any order; of 16 they are rarer than cards, but rise.
  return !(moments && (digits == 13 || (sorted && digits != 14)));
}

/// What programs call a column that has no name: pandas, readr, R.
bool is_no_name(std::string_view low) {
  for (const char* each : {"", "level_0", "rownames", "row.names", "row_names"}) {
    if (low == each) return true;
  }
  return low.substr(0, 9) == "unnamed: " || (low.size() > 3 && low.substr(0, 3) == "..." &&
                                             low.find_first_not_of("0123456789", 3) == std::string_view::npos);
}

bool names_rows(const std::string& name) {
  const std::string low = lowered(!name.empty() && name[0] == '#' ? std::string_view(name).substr(1) : name);
  for (const char* each : {"rowname", "row", "rowid", "row_id", "index", "idx", "id", "obs", "observation", "case",
                           "nr", "no", "recno", "instant", "instance", "record", "sno"}) {
    if (low == each) return true;
  }
  return is_no_name(low) || name == "X";  // what R makes of an empty name
}

/// Whether they are all the numbers from 0 or 1 on, each once, in whatever order.
bool are_ranks(const std::vector<double>& values) {
  double low = values[0];
  for (double v : values) low = std::min(low, v);
  if (low != 0 && low != 1) return false;
  std::vector<bool> seen(values.size());
  for (double v : values) {
    const double at = v - low;
    if (at >= static_cast<double>(values.size()) || seen[static_cast<size_t>(at)]) return false;
    seen[static_cast<size_t>(at)] = true;
  }
  return true;
}

}  // namespace

bool TableReader::all_distinct(size_t j) {
  ColumnReader& c = columns_[j];
  if (c.as_text) return static_cast<int64_t>(c.distinct_words()) == rows_ - c.tally().missing();
  std::vector<double> values;
  for (double v : c.numbers()) {
    if (!std::isnan(v)) values.push_back(v);
  }
  std::sort(values.begin(), values.end());
  return std::adjacent_find(values.begin(), values.end()) == values.end();
}

namespace {

/// So many of a column's texts tell what the others are.
constexpr size_t kLookedAt = 1000;

/// One of its texts, where most are sentences.
std::string_view sentence_in(ColumnReader& c) {
  const auto words = c.words(false, kLookedAt);
  size_t sentences = 0;
  std::string_view one;
  for (const auto& [word, times] : words) {
    if (!is_sentence(word)) continue;
    ++sentences;
    if (one.empty()) one = word;
  }
  return sentences * 2 > words.size() ? one : std::string_view();
}

/// One of its texts, where most are digits with marks between them, or a month, a quarter, a week: 10-15, >5, Jan-24.
std::string_view written_in(ColumnReader& c) {
  const auto words = c.words(false, kLookedAt);
  const auto is_written = [](std::string_view word) {
    size_t digits = 0, letters = 0;
    std::string run;
    bool good = word.size() <= 30;
    const auto end_run = [&] {
      constexpr std::string_view kKnown[] = {"q",   "w",   "h",   "k",   "m",   "x",   "e",   "jan",
                                             "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
                                             "oct", "nov", "dec", "mai", "okt", "dez", "kw"};
      good = good && (run.empty() || std::find(std::begin(kKnown), std::end(kKnown), run) != std::end(kKnown));
      run.clear();
    };
    for (const char l : lowered(word)) {
      if (l >= 'a' && l <= 'z') {
        ++letters;
        run += l;
        continue;
      }
      end_run();
      digits += l >= '0' && l <= '9';
    }
    end_run();
    // A letter in front is a code's.
    const bool code = letters == 1 && (word[0] | 32) >= 'a' && (word[0] | 32) <= 'z' && lowered(word)[0] != 'q';
    return good && digits > 0 && letters <= 3 && !code;
  };
  size_t written = 0;
  for (const auto& [word, times] : words) written += is_written(word);
  return !words.empty() && written * 10 >= words.size() * 9 ? words[0].first : std::string_view();
}

}  // namespace

/// Text that measures something, mostly in the same way.
void TableReader::find_quantities(size_t j) {
  ColumnReader& c = columns_[j];
  const auto words = c.words(false, kLookedAt);
  int64_t by[4] = {}, all = 0, plain = 0;
  std::unordered_set<std::string_view> units;
  std::string_view example[4];
  size_t looked_at = 0;
  size_t compass = 0;
  bool codes = false;  // a single letter stands right behind a number
  for (const auto& [word, times] : words) {
    ++looked_at;
    Number n;
    std::string_view unit;
    if (is_dash(word)) continue;
    all += times;
    const auto kind = read_plain(word, n) ? Quantity::kNone : quantity_of(word, unit);
    by[static_cast<size_t>(kind)] += times;
    if (is_number(word)) plain += times;
    if (example[static_cast<size_t>(kind)].empty()) example[static_cast<size_t>(kind)] = word;
    if (kind != Quantity::kUnit) continue;
    units.insert(unit);
    // Degrees: 47.37N
    if (unit.size() == 1 && std::string_view("NSEWO").find(unit[0]) != std::string_view::npos &&
        word.find_first_of(".,") != std::string_view::npos) {
      ++compass;
      continue;
    }
    // $12.5B is none, which has a point.
    codes = codes || (unit.size() == 1 && word.find('.') == word.npos && unit.data() > word.data() &&
                      !is_blank(unit.data()[-1]) && lowered(unit)[0] >= 'a' && lowered(unit)[0] <= 'z');
    // Codes such as 12a, 12b have many letters behind their numbers, and so have addresses.
    if (units.size() > 6 || (looked_at > 20 && (by[0] - plain) * 5 > all)) return;
  }
  size_t most = 1;
  for (size_t kind = 2; kind < 4; ++kind) most = by[kind] > by[most] ? kind : most;
  const bool some = static_cast<Quantity>(most) == Quantity::kUnit && by[most] > 0 && by[most] * 10 < all * 9;
  if (all == 0 || (by[most] + (some ? plain : 0)) * 10 < all * 9) return;
  if (static_cast<Quantity>(most) == Quantity::kUnit &&
      ((codes && units.size() > 1) || (units.size() > 1 && units.size() * 3 > words.size())))
    return;
  // Two that stand on either side of a bound are classes: <=50K, >50K.
  const auto is_bound = [](std::string_view word) { return word[0] == '<' || word[0] == '>'; };
  if (!some && std::all_of(words.begin(), words.end(), [&](const auto& w) { return is_bound(w.first); }) &&
      (words.size() <= 3 || (units.size() == 1 && is_bound(*units.begin()))))
    return;
  c.reason = Reason::kQuantities;
  const std::string such = ", such as '" + shown(example[most], 40) + "'";
  c.why = static_cast<Quantity>(most) == Quantity::kTime
              ? "Its texts are times or durations" + such +
                    ", read as text: for a quantity, write them as numbers of one unit, such as minutes."
          : static_cast<Quantity>(most) == Quantity::kHexadecimal
              ? "Its texts are hexadecimal numbers" + such +
                    ", read as text: for a quantity, write them with the digits 0 to 9."
          : compass * 10 >= words.size() * 9
              ? "Its texts are degrees with a point of the compass" + such +
                    ", read as text: for a quantity, write those of the south and west as negative numbers."
          : some ? "Its texts are numbers, some of them with a unit or a mark" + such +
                       ", read as text, which is not compared by size."
          : units.size() == 1
              ? "Its texts are numbers with a unit" + such + ", read as text, which is not compared by size."
              : "Its texts are numbers with units" + such +
                    ", read as text: for a quantity, write them as numbers of one unit.";
}

void TableReader::find_identifiers() {
  for (size_t j = 0; j < columns_.size(); ++j) {
    ColumnReader& c = columns_[j];
    const Tally& t = c.tally();
    const int64_t present = t.present();
    if (c.choice.kind) {
      if (c.kind == Kind::kDate && !c.choice.use) {
        c.use = false;
        c.reason = Reason::kDate;
        c.why = "It holds dates, which no estimator takes as they are: spread them into year, month, day and weekday.";
      }
      continue;
    }
    if (c.reason == Reason::kIndex || c.reason == Reason::kRowNames) continue;
    if (c.reason == Reason::kEmpty) {
      if (rows_ == 0) {
        c.reason = Reason::kNone;
        continue;
      }
      c.use = false;
      c.why = "It holds no value.";
      continue;
    }
    if (c.kind == Kind::kNumber) {
      const bool whole = t.whole == t.numbers && t.others == 0 && t.with_unit == 0;
      const bool named = names_things(c.name);
      if (whole && present >= 10 && (named || are_long_codes(c.numbers())) && all_distinct(j)) {
        c.kind = Kind::kText;
        c.reason = Reason::kIdentifier;
        c.use = false;
        c.why = named ? "Its numbers are whole and all different, and its name says that they name things: an "
                        "identifier, not a quantity."
                      : "Its numbers are whole, all different and equally long: an identifier, not a quantity.";
      }
      continue;
    }
    if (c.kind == Kind::kDate) {
      c.reason = Reason::kDate;
      c.use = false;
      c.why = "It holds dates, which no estimator takes as they are: spread them into year, month, day and weekday.";
      continue;
    }
    if (c.reason == Reason::kLeadingZeros)
      c.why = "Its digits have zeros in front, which numbers would lose: it is read as text.";
    if (c.reason == Reason::kBeyond)
      c.why =
          "Its whole numbers are beyond 9,007,199,254,740,992, where not every one can be told from the next: it is "
          "read as text.";
    if (c.kind != Kind::kText) continue;
    // Numbers for the most part: that is said instead.
    if (c.reason == Reason::kNone && (t.numbers - t.infinite) * 2 > present) continue;
    if (c.reason == Reason::kNone && c.dates() * 2 > present) continue;
    const auto distinct = static_cast<int64_t>(c.distinct_words());
    const std::string many = count_of(distinct, "different text");
    const std::string before = c.why.empty() ? "" : c.why + " ";
    const bool once = distinct == present && present >= 10,
               too_many = distinct > 50 && (distinct * 5 > present || distinct > 500);
    if (c.reason == Reason::kNone) find_other_mark(j);
    if (c.reason == Reason::kNone) find_quantities(j);
    if (c.reason == Reason::kQuantities) {
      c.use = !once && !too_many;
    } else if (const std::string_view sentence = once || too_many ? sentence_in(c) : std::string_view();
               !sentence.empty()) {
      c.use = false;
      if (c.reason == Reason::kNone) c.reason = Reason::kManyValues;
      c.why = before + "Its " + (once ? "" : "many ") + "texts are sentences, such as '" + shown(sentence, 40) +
              "', which no estimator takes: make columns of what matters in them, such as whether a word stands there.";
    } else if (const std::string_view written = once || too_many ? written_in(c) : std::string_view();
               !written.empty()) {
      c.use = false;
      if (c.reason == Reason::kNone) c.reason = once ? Reason::kIdentifier : Reason::kManyValues;
      c.why =
          before + "Its texts, such as '" + shown(written, 40) +
          "', are read neither as numbers nor as dates; where they are some, write them like 1234.5 or 2024-01-31. " +
          (once ? "As they stand, each of the " + count_of(present, "text") + " is met once and only names its row."
                : "As they stand, they are " + many + " in " + count_of(present, "row") +
                      ", too many to be categories.");
    } else if (once) {
      c.use = false;
      if (c.reason == Reason::kNone) c.reason = Reason::kIdentifier;
      c.why = before + "Each of its " + count_of(present, "text") +
              " stands once: it names rows, and nothing can be learned from it.";
    } else if (too_many) {
      c.use = false;
      if (c.reason == Reason::kNone) c.reason = Reason::kManyValues;
      c.why = before + "It holds " + many + " in " + count_of(present, "row") +
              ", too many to be categories; if you use it, encode it with TargetEncoder or OrdinalEncoder.";
    } else if (distinct > 50) {
      if (c.reason == Reason::kNone) c.reason = Reason::kManyValues;
      c.why = before + "It holds " + many +
              ": OneHotEncoder makes a column of each; TargetEncoder or OrdinalEncoder makes one.";
    }
  }
}

/// `leading`: nothing but such columns stands before it.
bool TableReader::find_index(size_t j, bool leading) {
  if (columns_.size() < 3 || rows_ < 3) return false;
  ColumnReader& c = columns_[j];
  if (c.choice.kind || c.choice.use) return false;
  const Tally& t = c.tally();
  const bool headless = !layout_.header;
  if (j > 0 && headless) return false;
  const bool nameless = (layout_.row_names && j == 0) || !c.header || c.header->empty(),
             unnamed = nameless || is_no_name(lowered(*c.header));
  if (!unnamed && !names_rows(*c.header)) return false;
  // Far from the names of rows a few numbers in order may mean something.
  if (!leading && !unnamed && rows_ < 10) return false;
  if (c.kind == Kind::kNumber && t.others == 0 && t.missing() == 0 && t.whole == t.numbers && t.with_unit == 0) {
    const auto& v = c.numbers();
    bool counts = v[0] == 0 || v[0] == 1, up = true, down = true, negative = v[0] < 0;
    for (size_t i = 1; i < v.size(); ++i) {
      const double step = v[i] - v[i - 1];
      counts = counts && step == 1;
      up = up && step > 0;
      down = down && step < 0;
      negative = negative || v[i] < 0;
    }
    // Rows that were sorted or shuffled keep theirs, and so do some that were drawn from more.
    const bool ranks = !counts && !headless && are_ranks(v);
    const bool drawn =
        !headless && unnamed && leading && !ranks && ((up || down) || (rows_ >= 10 && !negative && all_distinct(j)));
    if (!counts && !ranks && !drawn) return false;
    c.reason = Reason::kIndex;
    c.use = false;
    const auto text = [](double value) { return std::to_string(static_cast<int64_t>(value)); };
    const auto [low, high] = std::minmax_element(v.begin(), v.end());
    const std::string range = counts       ? "counts from " + text(v.front()) + " to " + text(v.back())
                              : ranks      ? "holds each number from " + text(*low) + " to " + text(*high) + " once"
                              : up || down ? std::string(up ? "rises" : "falls") + " from row to row"
                                           : "holds whole numbers that are all different";
    c.why = (nameless ? "It has no name and " : "It ") + range + ": an index of the rows, not a measurement.";
  } else if (nameless && leading && !headless && c.kind == Kind::kText && c.reason == Reason::kNone &&
             t.missing() == 0 && all_distinct(j)) {
    c.reason = Reason::kRowNames;
    c.use = false;
    c.why = "It has no name and all its texts differ: names of the rows.";
  }
  return c.reason == Reason::kIndex;
}

}  // namespace keepfit::tables
