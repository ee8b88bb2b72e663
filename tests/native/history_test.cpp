// Frozen files of every released format version: they load, prove themselves and are written again as the same bytes, for ever.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "core/node.h"
#include "support/files.h"

namespace keepfit::test {
namespace {

struct Frozen {
  std::string version, file;
};
void PrintTo(const Frozen& frozen, std::ostream* out) { *out << frozen.version << "/" << frozen.file; }

std::vector<Frozen> frozen_files() {
  std::vector<Frozen> out;
  if (!std::filesystem::exists(source_path("tests/golden/models"))) return out;
  for (const auto& folder : std::filesystem::directory_iterator(source_path("tests/golden/models"))) {
    if (!folder.is_directory()) continue;
    for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
      if (file.path().extension() == ".keepfit") out.push_back({folder.path().filename().string(), file.path().filename().string()});
    }
  }
  std::sort(out.begin(), out.end(), [](const Frozen& a, const Frozen& b) { return std::pair(a.version, a.file) < std::pair(b.version, b.file); });
  return out;
}

class History : public testing::TestWithParam<Frozen> {};

TEST_P(History, LoadsAndProvesItself) {
  const auto& [version, file] = GetParam();
  const Blob bytes = read_file("tests/golden/models/" + version + "/" + file);
  ProofResult proof;
  const Model model = load(bytes.data(), bytes.size(), &proof);
  ASSERT_TRUE(proof.identical()) << to_sentence(*proof.first);
  EXPECT_GT(proof.rows, 0);
  EXPECT_GT(proof.steps, 0);
  // Its own engine's version stays where it was.
  EXPECT_EQ(write_file(model.card, to_node(*model.estimator), *model.proof, std::stoll(version.substr(1))).bytes, bytes);
}

INSTANTIATE_TEST_SUITE_P(Models, History, testing::ValuesIn(frozen_files()), [](const auto& info) {
  std::string name = info.param.version + "_" + info.param.file;
  std::replace_if(name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
});

TEST(HistoryFolder, HoldsWhatItsManifestsSay) {
  size_t listed = 0;
  for (const auto& folder : std::filesystem::directory_iterator(source_path("tests/golden/models"))) {
    if (!folder.is_directory()) continue;
    const Json manifest = read_json("tests/golden/models/" + folder.path().filename().string() + "/manifest.json");
    for (const Json& entry : manifest.at("files")) {
      EXPECT_TRUE(std::filesystem::exists(folder.path() / entry.at("file").get<std::string>())) << entry.at("file");
      EXPECT_EQ(entry.at("fingerprint").get<std::string>().size(), 64u);
      ++listed;
    }
  }
  EXPECT_EQ(listed, frozen_files().size());
  EXPECT_GE(listed, 14u);
}

}  // namespace
}  // namespace keepfit::test
