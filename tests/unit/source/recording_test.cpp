// SPDX-License-Identifier: Apache-2.0
// What was recorded comes back; what is cut, damaged, foreign or hostile is refused by a sentence, after what is whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "bpf/wire/events.h"
#include "source/recording_file.h"
#include "source/recording_reader.h"
#include "source/recording_writer.h"

namespace overboard::source {
namespace {

using testing::HasSubstr;

using Entries = std::vector<std::pair<EntryKind, std::string>>;

struct Read {
    Entries entries;
    std::string error;  // "" when the end was reached
};

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span{text}); }

class RecordingTest : public testing::Test {
protected:
    std::string directory_ = (std::filesystem::temp_directory_path() / "overboard-rec-XXXXXX").string();
    std::string path_;

    void SetUp() override {
        ASSERT_NE(mkdtemp(directory_.data()), nullptr);
        path_ = directory_ + "/r";
    }
    void TearDown() override { std::filesystem::remove_all(directory_); }

    static RecordingHeader header() {
        auto out = RecordingHeader::here("1.2.3");
        out.node = "n1";
        out.everything = true;
        return out;
    }

    std::unique_ptr<RecordingWriter> create(RecordingWriter::Options options = {.force = true}) const {
        auto out = RecordingWriter::create(path_, header(), options);
        EXPECT_TRUE(out) << out.error().message;
        return std::move(*out);
    }

    // Four frames: the header's, and two that a flush ended, and the last.
    Entries small() const {
        const Entries entries{{EntryKind::started, ""},
                              {EntryKind::answer, "exe\0/usr/bin/runc"},
                              {EntryKind::record, std::string(131, 'r')},
                              {EntryKind::tick, "0123456789abcdef"},
                              {EntryKind::record, std::string(64, '\0')}};
        const auto writer = create();
        for (const auto& [kind, text] : entries) {
            EXPECT_TRUE(writer->write(kind, bytes_of(text)));
            if (kind != EntryKind::record) continue;
            EXPECT_TRUE(writer->flush());
        }
        EXPECT_TRUE(writer->end());
        return entries;
    }

    Read read() const {
        Read out;
        auto reader = RecordingReader::open(path_);
        if (!reader) return {{}, reader.error().message};
        for (;;) {
            const auto entry = (*reader)->next();
            if (!entry) return out.error = entry.error().message, out;
            if (!*entry) return out;
            EXPECT_EQ(reinterpret_cast<std::uintptr_t>((*entry)->bytes.data()) % 8, 0u);
            const auto bytes = (*entry)->bytes;
            out.entries.emplace_back((*entry)->kind,
                                     std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
        }
    }

    std::string content() const {
        std::ifstream in(path_, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void put(const std::string& bytes) const { std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes; }
    void set(std::size_t at, char byte) const {
        std::fstream out(path_, std::ios::binary | std::ios::in | std::ios::out);
        out.seekp(static_cast<std::streamoff>(at)).put(byte);
    }

    // A file of the preamble and these frames' contents.
    void forge(const std::vector<std::string>& frames, int checksum = 1) const {
        const Preamble preamble;
        std::string out(reinterpret_cast<const char*>(&preamble), sizeof preamble);
        ZSTD_CCtx* zstd = ZSTD_createCCtx();
        ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, checksum);
        for (const auto& frame : frames) {
            std::string packed(ZSTD_compressBound(frame.size()), '\0');
            packed.resize(ZSTD_compress2(zstd, packed.data(), packed.size(), frame.data(), frame.size()));
            out += packed;
        }
        ZSTD_freeCCtx(zstd);
        put(out);
    }
    static std::string entry(std::uint32_t kind, std::uint32_t size, const std::string& bytes) {
        const EntryHead head{kind, size};
        std::string out(reinterpret_cast<const char*>(&head), sizeof head);
        out += bytes;
        out.resize(padded(out.size()));
        return out;
    }
    static std::string header_entry(const std::string& json) {
        return entry(1, static_cast<std::uint32_t>(json.size()), json);
    }
};

TEST_F(RecordingTest, GivesBackWhatWasWritten) {
    auto entries = small();
    entries.emplace_back(EntryKind::end, "");
    const auto got = read();
    EXPECT_EQ(got.error, "");
    EXPECT_EQ(got.entries, entries);
    const auto reader = RecordingReader::open(path_);
    ASSERT_TRUE(reader);
    EXPECT_EQ((*reader)->header().node, "n1");
    EXPECT_EQ((*reader)->header().version, "1.2.3");
    EXPECT_TRUE((*reader)->header().everything);
    EXPECT_FALSE((*reader)->header().judge_host);
    EXPECT_FALSE((*reader)->header().boot_id.empty());
}

TEST_F(RecordingTest, ManyFramesAndOneLargeEntry) {
    Entries entries;
    for (int i = 0; i < 20000; ++i)
        entries.emplace_back(EntryKind::record, std::string(static_cast<std::size_t>(i % 300), 'a'));
    entries.emplace_back(EntryKind::answer, std::string(5 << 20, 'm'));
    entries.emplace_back(EntryKind::record, "last");
    const auto writer = create();
    for (const auto& [kind, text] : entries) ASSERT_TRUE(writer->write(kind, bytes_of(text)));
    ASSERT_TRUE(writer->end());
    entries.emplace_back(EntryKind::end, "");
    const auto got = read();
    EXPECT_EQ(got.error, "");
    EXPECT_TRUE(got.entries == entries);
    EXPECT_EQ(writer->bytes(), std::filesystem::file_size(path_));
}

TEST_F(RecordingTest, IsForItsOwnerOnlyAndReplacesNothingUnasked) {
    umask(0);
    small();
    struct stat found {};
    ASSERT_EQ(stat(path_.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777, 0600u);
    const auto again = RecordingWriter::create(path_, header(), {});
    ASSERT_FALSE(again);
    EXPECT_THAT(again.error().message, HasSubstr("it exists; name another, or replace it with --force"));
    EXPECT_TRUE(RecordingWriter::create(path_, header(), {.force = true}));
}

TEST_F(RecordingTest, NoLinkAndNoDirectoryIsReplacedEvenWhenForced) {
    std::ofstream(directory_ + "/precious") << "kept";
    std::filesystem::create_symlink(directory_ + "/precious", path_);
    const auto refused = RecordingWriter::create(path_, header(), {.force = true});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("no regular file"));
    EXPECT_EQ(std::filesystem::file_size(directory_ + "/precious"), 4u);
    EXPECT_FALSE(RecordingWriter::create(directory_, header(), {.force = true}));
}

TEST_F(RecordingTest, SaysWhenItIsFull) {
    const auto writer = create({.force = true, .max_bytes = 20000});
    std::string noise(1000, '\0');
    int written = 0;
    for (; !writer->full() && written < 10000; ++written) {
        for (char& c : noise) c = static_cast<char>(rand());
        ASSERT_TRUE(writer->write(EntryKind::record, bytes_of(noise)));
    }
    EXPECT_GT(written, 10);
    EXPECT_LT(written, 400) << "a frame of 256 KiB at most beyond the bound";
    EXPECT_TRUE(writer->end());
    EXPECT_EQ(read().error, "");
}

TEST_F(RecordingTest, CutAnywhereGivesWhatIsWholeAndSaysWhere) {
    auto entries = small();
    entries.emplace_back(EntryKind::end, "");
    const std::string whole = content();
    std::size_t least = entries.size();
    for (std::size_t size = whole.size(); size-- > 0;) {
        std::filesystem::resize_file(path_, size);
        const auto got = read();
        ASSERT_NE(got.error, "") << size;
        ASSERT_LE(got.entries.size(), least) << "less of the file, more entries: " << size;
        ASSERT_TRUE(std::equal(got.entries.begin(), got.entries.end(), entries.begin())) << size;
        ASSERT_TRUE(size + 1 != whole.size() || got.entries.size() == 5u) << "all but the end mark";
        least = got.entries.size();
        if (least == 0) continue;
        ASSERT_THAT(got.error, HasSubstr("is damaged at byte ")) << size;
    }
    EXPECT_EQ(least, 0u);
}

TEST_F(RecordingTest, NoFlippedBitIsBelieved) {
    auto entries = small();
    entries.emplace_back(EntryKind::end, "");
    const std::string whole = content();
    std::size_t noticed = 0;
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        set(bit / 8, static_cast<char>(whole[bit / 8] ^ (1 << bit % 8)));
        const auto got = read();
        set(bit / 8, whole[bit / 8]);
        ASSERT_TRUE(got.entries.size() <= entries.size() &&
                    std::equal(got.entries.begin(), got.entries.end(), entries.begin()))
            << "bit " << bit;
        ASSERT_TRUE(!got.error.empty() || got.entries.size() == entries.size()) << "bit " << bit;
        noticed += !got.error.empty();
    }
    EXPECT_GE(noticed, whole.size() * 8 - 16) << "only zstd's unused bit of each frame may differ";
}

TEST_F(RecordingTest, WhatFollowsTheEndMarkIsDamage) {
    small();
    put(content() + "x");
    EXPECT_THAT(read().error, HasSubstr("something follows its end mark"));
}

TEST_F(RecordingTest, HostileEntriesAreRefused) {
    const std::string head = header_entry(to_json(header()));
    for (const std::string& bad :
         {entry(5, 0xffffffff, "x"), entry(5, 0xfffffff8, ""), entry(5, 17, "0123456789abcdef"), entry(0, 0, ""),
          entry(99, 0, ""), std::string(4, '\1'), std::string(8, '\xff')}) {
        forge({head, entry(5, 4, "good") + bad});
        const auto got = read();
        ASSERT_EQ(got.entries.size(), 1u);
        EXPECT_EQ(got.entries[0].second, "good");
        EXPECT_THAT(got.error, HasSubstr("an entry lies about itself"));
    }
}

TEST_F(RecordingTest, AFrameMayNotBeHuge) {
    forge({header_entry(to_json(header())), std::string(max_frame_bytes + 8, '\0')});
    EXPECT_THAT(read().error, HasSubstr("no frame of a recording begins there"));
}

TEST_F(RecordingTest, AFrameWithoutAChecksumIsNotBelieved) {
    forge({header_entry(to_json(header()))}, 0);
    EXPECT_THAT(read().error, HasSubstr("no frame of a recording begins there"));
}

TEST_F(RecordingTest, NoRecordingAtAll) {
    EXPECT_THAT(read().error, HasSubstr("No such file"));
    put("");
    EXPECT_THAT(read().error, HasSubstr("too short"));
    put(std::string(4096, 'x'));
    EXPECT_THAT(read().error, HasSubstr("it is none; make one with overboard record"));
    path_ = directory_;
    EXPECT_NE(read().error, "");
}

TEST_F(RecordingTest, ANewerFormatIsRefusedByASentence) {
    small();
    std::string bytes = content();
    const std::uint32_t newer = recording_version + 1;
    std::memcpy(bytes.data() + sizeof(Preamble) - sizeof newer, &newer, sizeof newer);
    put(bytes);
    EXPECT_THAT(read().error, HasSubstr("a newer overboard made it (format 2, this one reads 1)"));
}

TEST_F(RecordingTest, AnotherWireOrMachineIsRefusedByASentence) {
    auto other = header();
    other.wire = OB_WIRE_VERSION + 1;
    forge({header_entry(to_json(other)) + entry(10, 0, "")});
    EXPECT_THAT(read().error, HasSubstr("wire version " + std::to_string(OB_WIRE_VERSION + 1)));
    EXPECT_THAT(read().error, HasSubstr("overboard 1.2.3"));
    other = header();
    other.machine = "pdp11";
    forge({header_entry(to_json(other)) + entry(10, 0, "")});
    EXPECT_THAT(read().error, HasSubstr("it was made on pdp11"));
}

TEST_F(RecordingTest, AHeaderOfRubbishIsRefused) {
    for (const char* json : {"", "{", "[]", "null", R"({"wire":"x","machine":7})", "\xff\xfe"}) {
        forge({header_entry(json) + entry(10, 0, "")});
        EXPECT_THAT(read().error, HasSubstr("cannot read the recording")) << json;
    }
    forge({entry(5, 0, "")});
    EXPECT_THAT(read().error, HasSubstr("it has no header"));
}

}  // namespace
}  // namespace overboard::source
