// Rooms below cpp/ may include only rooms below them.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "support/fixtures.h"

namespace keepfit::test {
namespace {

/// Rooms that a room may include besides itself. Whatever is not listed is a family of estimators.
std::set<std::string> allowed(const std::string& room, const std::set<std::string>& rooms) {
  static const std::set<std::string> upper{"compose", "persistence", "interchange", "wasm"};
  if (room == "core") return {};
  if (room == "wasm") return rooms;
  std::set<std::string> out;
  for (const std::string& other : rooms) {
    if (room == "persistence" || room == "interchange") {
      if (other == "core" || other == "persistence") out.insert(other);
    } else if (!upper.count(other) || (room == "compose" && other == "compose")) {
      out.insert(other);
    }
  }
  return out;
}

TEST(Layers, NoArrowPointsBack) {
  std::set<std::string> rooms;
  for (const auto& entry : std::filesystem::directory_iterator(source_path("cpp"))) {
    if (entry.is_directory() && entry.path().filename() != "toolchain") rooms.insert(entry.path().filename());
  }
  ASSERT_TRUE(rooms.count("core") && rooms.count("wasm"));
  const std::regex include("^#include \"([^/\"]+)/[^\"]+\"");
  size_t seen = 0;
  for (const std::string& room : rooms) {
    const auto may = allowed(room, rooms);
    for (const auto& file : std::filesystem::recursive_directory_iterator(source_path("cpp/" + room))) {
      if (file.path().extension() != ".h" && file.path().extension() != ".cpp") continue;
      std::ifstream in(file.path());
      std::string line;
      while (std::getline(in, line)) {
        std::smatch match;
        if (!std::regex_search(line, match, include)) continue;
        ++seen;
        const std::string other = match[1];
        EXPECT_TRUE(other == room || may.count(other))
            << file.path().filename() << " in " << room << " includes " << line;
      }
    }
  }
  EXPECT_GT(seen, 100u);
}

TEST(Layers, NothingCallsTheHostsMathematics) {
  // A transcendental of the host's library anywhere else would differ between hosts.
  const std::regex call(
      "std::(exp|expm1|exp2|log|log1p|log2|log10|pow|tanh|sinh|cosh|sin|cos|tan|erf|erfc|tgamma|lgamma|cbrt|hypot)\\(");
  for (const auto& file : std::filesystem::recursive_directory_iterator(source_path("cpp"))) {
    if (file.path().extension() != ".h" && file.path().extension() != ".cpp") continue;
    std::ifstream in(file.path());
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
      EXPECT_FALSE(std::regex_search(line, call)) << file.path() << ":" << number << ": " << line;
    }
  }
}

}  // namespace
}  // namespace keepfit::test
