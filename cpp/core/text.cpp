#include "core/text.h"

#include <vector>

#include "core/looks.h"

namespace keepfit {

namespace {

/// Bytes of the character that begins `text`, 0 when it is no valid UTF-8.
size_t character(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char c = byte(0);
  if (c < 0x80) return 1;
  const size_t size = c >= 0xC2 && c <= 0xDF ? 2 : (c & 0xF0) == 0xE0 ? 3 : c >= 0xF0 && c <= 0xF4 ? 4 : 0;
  if (size == 0 || text.size() < size) return 0;
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (c == 0xE0 && byte(1) < 0xA0) || (c == 0xF0 && byte(1) < 0x90);
  const bool beyond = (c == 0xED && byte(1) > 0x9F) || (c == 0xF4 && byte(1) > 0x8F);
  return overlong || beyond ? 0 : size;
}

/// The code point that begins `text`, which loses it; of bytes that are no UTF-8 each by itself.
char32_t next(std::string_view& text) {
  const size_t size = character(text);
  char32_t c = static_cast<unsigned char>(text[0]);
  if (size > 1) {
    c &= 0xFFu >> (size + 1);
    for (size_t i = 1; i < size; ++i) c = c << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  text.remove_prefix(size ? size : 1);
  return c;
}

void append(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  out += static_cast<char>((0xF00u >> more & 0xFF) | c >> 6 * more);
  for (int i = more - 1; i >= 0; --i) out += static_cast<char>(0x80 | (c >> 6 * i & 0x3F));
}

// Pairs of letters that look alike, beside those below.
constexpr std::string_view kAlike =
    "\u0410A\u0412B\u0415E\u0401E\u0417"
    "3\u0406I\u0407I\u0408J\u041AK\u041CM\u041DH\u041EO\u0420P\u0421C\u0422T\u0423Y\u0425X\u0405S\u0430a\u0435e\u0451e"
    "\u0456i\u0457i\u0458j"
    "\u043Eo\u0440p\u0441c\u0443y\u0445x\u0455s\u0501d\u04BBh\u04CFl\u0439\u0438\u0419\u0418\u0391A\u0392B\u0395E\u0396"
    "Z\u0397H\u0399I\u039AK\u039CM\u039DN\u039FO\u03A1P\u03A4T\u03A5Y\u03A7X"
    "\u03BFo\u03CCo\u03BDv\u03B1a\u03ACa\u03B9i\u03AFi\u03C1p\u03BAk\u03AD\u03B5\u03AE\u03B7\u03CD\u03C5\u03CE\u03C9"
    "\u2010-\u2011-\u2012-\u2013-\u2014-\u2212-\u2018'\u2019'\u02BC'\u201C\"\u201D\"\u0131i";
// The letters from U+00C0 and from U+0100 without their marks; a dot keeps the letter.
constexpr std::string_view kLatin1 = "AAAAAA.CEEEEIIII.NOOOOO.OUUUUY..aaaaaa.ceeeeiiii.nooooo.ouuuuy.y";
constexpr std::string_view kLatinA =
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiI...JjKk.LlLlLlLlLlNnNnNn...OoOoOo.."
    "RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZz.";

/// c without marks, as a Latin letter where it looks like one; 0 for what cannot be seen.
char32_t look(char32_t c) {
  const auto within = [c](char32_t low, char32_t high) { return c >= low && c <= high; };
  if (c < 0x80) return c;
  if (within(0x300, 0x36F) || within(0x200B, 0x200F) || within(0x202A, 0x202E) || within(0x2060, 0x2064) ||
      within(0xFE00, 0xFE0F) || c == 0xAD || c == 0xFEFF || within(0x3099, 0x309C))
    return 0;
  if (c == 0xA0 || within(0x2000, 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000) return ' ';
  if (within(0xFF01, 0xFF5E)) return c - 0xFEE0;
  if (within(0xC0, 0x17F)) {
    const char letter = c < 0x100 ? kLatin1[c - 0xC0] : kLatinA[c - 0x100];
    return letter == '.' ? c == 0x131 ? U'i' : c : static_cast<char32_t>(letter);
  }
  if (within(0x1EA0, 0x1EF9)) {
    constexpr char32_t ends[] = {0x1EB7, 0x1EC7, 0x1ECB, 0x1EE3, 0x1EF1, 0x1EF9};
    size_t vowel = 0;
    while (c > ends[vowel]) ++vowel;
    return static_cast<char32_t>((c & 1 ? "aeiouy" : "AEIOUY")[vowel]);
  }
  // Kana with a mark follow the one without, in two rows of three.
  for (const char32_t katakana : {0x0u, 0x60u}) {
    const char32_t k = c - katakana;
    if (k >= 0x304B && k <= 0x3062 && k % 2 == 0) return c - 1;
    if (k >= 0x3064 && k <= 0x3069 && k % 2 == 1) return c - 1;
    if (k >= 0x306F && k <= 0x307D) return c - (k - 0x306F) % 3;
  }
  for (std::string_view rest = kAlike; !rest.empty();) {
    const char32_t from = next(rest), to = next(rest);
    if (from == c) return to;
  }
  return c;
}

}  // namespace

std::string looks_of(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const char32_t c = next(text);
    if (c >= 0xAC00 && c <= 0xD7A3) {  // a syllable of Hangul as its two or three letters
      const char32_t at = c - 0xAC00, last = at % 28;
      append(out, 0x1100 + at / 588);
      append(out, 0x1161 + at % 588 / 28);
      if (last) append(out, 0x11A7 + last);
    } else if (const char32_t seen = look(c); seen == ' ' ? !out.empty() && out.back() != ' ' : seen != 0) {
      append(out, seen);
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

namespace {

// Characters and the letters that they are made of, each up to the blank.
constexpr std::string_view kMadeOf =
    "\u212B\u00C5 \u212AK \u2126\u03A9 \u00B5\u03BC \uFB00ff \uFB01fi \uFB02fl \uFB03ffi \uFB04ffl \u00B9"
    "1 \u00B2"
    "2 \u00B3"
    "3 \u2074"
    "4 \u2070"
    "0 \u00BA"
    "o \u00AA"
    "a "
    "\u2026... \u2116No \u2122TM \u2103\u00B0C \u2109\u00B0F \u338Fkg \u338Emg \u339Dcm \u339Cmm \u339Ekm \u33A1m2 "
    "\u2160I \u2161II \u2162III \u2163IV \u2164V \u2169X \u0132IJ \u0133ij ";
// The narrow kana from U+FF66 as the wide ones.
constexpr std::string_view kKana =
    "\u30F2\u30A1\u30A3\u30A5\u30A7\u30A9\u30E3\u30E5\u30E7\u30C3\u30FC\u30A2\u30A4\u30A6\u30A8\u30AA\u30AB\u30AD\u30AF"
    "\u30B1\u30B3\u30B5\u30B7\u30B9\u30BB\u30BD\u30BF\u30C1"
    "\u30C4\u30C6\u30C8\u30CA\u30CB\u30CC\u30CD\u30CE\u30CF\u30D2\u30D5\u30D8\u30DB\u30DE\u30DF\u30E0\u30E1\u30E2\u30E4"
    "\u30E6\u30E8\u30E9\u30EA\u30EB\u30EC\u30ED\u30EF\u30F3";
// Of kAlike, those that lose a mark there.
constexpr std::string_view kWithMark =
    "\u0401\u0407\u0451\u0457\u0439\u0419\u03CC\u03AC\u03AF\u03AD\u03AE\u03CD\u03CE\u0131";
// The marks of the letters from U+00C0 and from U+00E0, and where these marks stand by themselves.
constexpr std::string_view kMarks = "`'^~:o.,`'^:`'^:.~`'^~:..`'^:'..";
constexpr std::string_view kMarksAlone = "\u0300`\u0301'\u0302^\u0303~\u0308:\u030Ao\u0327,";

struct Letter {
  char32_t base;   // what it looks like without marks
  char32_t whole;  // as it stands
  bool marked = false;
  std::u32string marks = {};  // that stand behind it by themselves

  char mark() const {
    if (marks.empty()) {
      const char own = whole >= 0xC0 && whole <= 0xFF ? kMarks[(whole - 0xC0) % 32] : '.';
      return own == '.' ? '\0' : own;
    }
    for (std::string_view rest = kMarksAlone; marks.size() == 1 && !rest.empty();) {
      const char32_t from = next(rest), as = next(rest);
      if (from == marks[0]) return static_cast<char>(as);
    }
    return '\0';
  }
  bool looks_like(const Letter& other) const {
    if (base != other.base || marked != other.marked) return false;
    if (!marked) return true;
    if (marks.empty() == other.marks.empty()) return whole == other.whole && marks == other.marks;
    return !mark() || !other.mark() || mark() == other.mark();
  }
};

void letters_of(std::string_view text, std::vector<Letter>& out) {
  while (!text.empty()) {
    char32_t c = next(text);
    if (c == 0xFF9E || c == 0xFF9F) c -= 0xFF9E - 0x3099;
    const bool alone = (c >= 0x300 && c <= 0x36F) || c == 0x3099 || c == 0x309A;
    if (alone && !out.empty()) {
      out.back().marked = true;
      out.back().marks.push_back(c);
      continue;
    }
    if (c >= 0xFF66 && c <= 0xFF9D) {
      std::string_view wide = kKana.substr(3 * (c - 0xFF66), 3);
      c = next(wide);
    }
    if (c >= 0xAC00 && c <= 0xD7A3) {  // a syllable of Hangul
      const char32_t at = c - 0xAC00;
      for (char32_t part : {0x1100 + at / 588, 0x1161 + at % 588 / 28, at % 28 ? 0x11A7 + at % 28 : 0}) {
        if (part) out.push_back({part, part});
      }
      continue;
    }
    bool made = false;
    for (std::string_view rest = kMadeOf; c >= 0x80 && !made && !rest.empty();) {
      made = next(rest) == c;
      const size_t end = rest.find(' ');
      if (made) letters_of(rest.substr(0, end), out);
      rest.remove_prefix(end + 1);
    }
    if (made) continue;
    const char32_t seen = look(c);
    if (seen == 0 || (seen == ' ' && (out.empty() || out.back().base == ' '))) continue;
    Letter letter{seen, c};
    const bool latin = (c >= 0xC0 && c <= 0x17F && c != 0x131) || (c >= 0x1EA0 && c <= 0x1EF9),
               kana = c >= 0x304B && c <= 0x30FF;
    letter.marked = seen != c && (latin || kana);
    for (std::string_view rest = kWithMark; !letter.marked && c >= 0x80 && !rest.empty();)
      letter.marked = next(rest) == c;
    out.push_back(std::move(letter));
  }
}

std::vector<Letter> letters_of(std::string_view text) {
  std::vector<Letter> out;
  letters_of(text, out);
  while (!out.empty() && out.back().base == ' ') out.pop_back();
  return out;
}

}  // namespace

std::string outline_of(std::string_view text) {
  std::string out;
  for (const Letter& letter : letters_of(text)) append(out, letter.base);
  return out;
}

bool look_alike(std::string_view a, std::string_view b) {
  const std::vector<Letter> of_a = letters_of(a), of_b = letters_of(b);
  if (of_a.size() != of_b.size()) return false;
  for (size_t i = 0; i < of_a.size(); ++i) {
    if (!of_a[i].looks_like(of_b[i])) return false;
  }
  return true;
}

std::string code_points(std::string_view text) {
  std::string out;
  for (int n = 0; !text.empty(); ++n) {
    if (n == 40) return out + " ...";
    const char32_t c = next(text);
    out += out.empty() ? "U+" : " U+";
    for (int digit = c > 0xFFFFF ? 5 : c > 0xFFFF ? 4 : 3; digit >= 0; --digit)
      out += "0123456789ABCDEF"[c >> 4 * digit & 15];
  }
  return out;
}

std::string counted(int64_t n, const std::string& one, const std::string& many) {
  return std::to_string(n) + " " + (n == 1 ? one : many.empty() ? one + "s" : many);
}

std::string are_counted(int64_t n, const std::string& one, const std::string& many) {
  return (n == 1 ? "is " : "are ") + counted(n, one, many);
}

std::string with_article(const std::string& noun) {
  const auto capital = [&](size_t i) { return i < noun.size() && noun[i] >= 'A' && noun[i] <= 'Z'; };
  const std::string_view vowels =
      capital(0) && capital(1) ? "AEFHILMNORSX" : "AEIOaeio";  // capitals are spelt: an SGDClassifier
  const bool an = !noun.empty() && vowels.find(noun[0]) != std::string_view::npos && noun.rfind("One", 0) != 0;
  return (an ? "an " : "a ") + noun;
}

bool is_utf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    // Most texts are ASCII.
    const size_t size = static_cast<unsigned char>(text[i]) < 0x80 ? 1 : character(text.substr(i));
    if (size == 0) return false;
    i += size;
  }
  return true;
}

std::string shown(std::string_view text, size_t most) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const size_t size = character(text.substr(i));
    if (out.size() + (size ? size : 3) > most) return out + "...";
    if (size) out += text.substr(i, size);
    else out += "\xef\xbf\xbd";
    i += size ? size : 1;
  }
  return out;
}

}  // namespace keepfit
