#include "feeds/encoding.hpp"

#include "feeds/encoding_labels.hpp"

#include <gtest/gtest.h>

#include <string>

namespace broadsheet::feeds {

namespace {

struct Read {
    std::string text;
    std::string encoding;
    std::size_t faults = 0;
    bool operator==(const Read&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Read& read) {
    return out << read.encoding << ", " << read.faults << " faults: " << read.text;
}

Read decode(std::string_view bytes, std::string_view content_type = {}) {
    std::string storage;
    const auto decoded = decode_text(bytes, content_type, storage);
    return {std::string(decoded.text), std::string(decoded.encoding), decoded.faults.size()};
}

std::string wide(std::string_view ascii, bool big, std::size_t bytes) {
    std::string result;
    for (const char c : ascii) {
        std::string unit(bytes, '\0');
        unit[big ? bytes - 1 : 0] = c;
        result += unit;
    }
    return result;
}

}  // namespace

TEST(DecodeText, BelievesMarkThenHeaderThenDeclarationThenLooks) {
    const std::string declared = "<?xml version='1.0' encoding='windows-1251'?><a>\xD2\xE5\xF1\xF2</a>";
    EXPECT_EQ(decode(declared).encoding, "windows-1251");
    EXPECT_NE(decode(declared).text.find("Тест"), std::string::npos);
    EXPECT_EQ(decode(declared, "text/xml; charset=koi8-r").encoding, "koi8-r");
    EXPECT_EQ(decode("\xEF\xBB\xBF<a>\xC3\xBC</a>", "text/xml; charset=koi8-r"), (Read{"<a>ü</a>", "utf-8", 0}));
    EXPECT_EQ(decode("<a>ü</a>"), (Read{"<a>ü</a>", "utf-8", 0}));
}

TEST(DecodeText, ReadsWideTextWithAndWithoutMark) {
    for (const bool big : {true, false})
        for (const std::size_t bytes : {2U, 4U}) {
            const auto name = std::string(bytes == 2 ? "utf-16" : "utf-32") + (big ? "be" : "le");
            EXPECT_EQ(decode(wide("<rss>text</rss>", big, bytes)), (Read{"<rss>text</rss>", name, 0}));
        }
    EXPECT_EQ(decode(std::string_view("\xFF\xFE<\0a\0>\0", 8)), (Read{"<a>", "utf-16le", 0}));
}

TEST(DecodeText, SurvivesOddLengthsAndLoneSurrogates) {
    const auto odd = decode(std::string_view("\xFF\xFE<\0a\0>\0x", 9));
    EXPECT_TRUE(odd.text.starts_with("<a>"));
    EXPECT_EQ(odd.text.find('x'), std::string::npos);
    const auto lone = decode(std::string_view("\xFF\xFE<\0\x00\xD8>\0", 8));
    EXPECT_EQ(lone.text, "<\xEF\xBF\xBD>");
    EXPECT_EQ(lone.faults, 1U);
}

TEST(DecodeText, PassesOverSeveralMarks) {
    EXPECT_EQ(decode("\xEF\xBB\xBF\xEF\xBB\xBF<a/>").text, "<a/>");
}

TEST(DecodeText, KnowsLabelsInAnyCaseAndQuotes) {
    for (const std::string_view type : {"text/xml; charset=\"Shift_JIS\"", "text/xml;CHARSET = sjis ; x=y",
                                        "application/xml; charset='MS_Kanji'", "x; charset=windows-31j"})
        EXPECT_EQ(decode("<a>\x93\xFA\x96\x7B</a>", type).text, "<a>日本</a>") << type;
}

TEST(DecodeText, ReadsLatin1AsBrowsersDo) {
    EXPECT_EQ(decode("<?xml version='1.0' encoding='ISO-8859-1'?><a>\x93x\x94 \xFC</a>").text,
              "<?xml version='1.0' encoding='ISO-8859-1'?><a>“x” ü</a>");
}

TEST(DecodeText, ReadsGb2312AsTheWiderEncoding) {
    EXPECT_EQ(decode("<a>\xD6\xD0 \x95\x32\x90\x31</a>", "x; charset=gb2312"), (Read{"<a>中 𠂇</a>", "gbk", 0}));
}

TEST(DecodeText, DoesNotBelieveWhatIsNotSo) {
    EXPECT_EQ(decode("<?xml version='1.0' encoding='utf-16'?><a>ü</a>").encoding, "utf-8");
    EXPECT_EQ(decode("<a>\xFC</a>", "text/xml; charset=utf-8").text, "<a>ü</a>");
    EXPECT_EQ(decode("<a>ü</a>", "text/xml; charset=nonsense"), (Read{"<a>ü</a>", "utf-8", 1}));
}

TEST(DecodeText, TakesDangerousEncodingsForNone) {
    for (const auto* label :
         {"utf-7", "utf-ebcdic", "iso-2022-cn-ext", "hz-gb-2312", "replacement", "cesu-8", "scsu"}) {
        const auto read = decode("<a>+ADw-script+AD4-</a>", std::string("text/xml; charset=") + label);
        EXPECT_EQ(read, (Read{"<a>+ADw-script+AD4-</a>", "utf-8", 1})) << label;
    }
}

TEST(DecodeText, DropsWhatXmlForbids) {
    EXPECT_EQ(decode(std::string_view("<a>\0\x01\x0B!\xEF\xBF\xBE</a>", 14)), (Read{"<a>!</a>", "utf-8", 1}));
    EXPECT_EQ(decode("<a>üöä\xC0\xAF</a>").text, "<a>üöä\xEF\xBF\xBD</a>");
}

TEST(FindEncoding, KnowsTheStandardsLabelsAndNoOthers) {
    for (const auto& [label, name] : {std::pair{"UTF8", "utf-8"},
                                      {"latin1", "windows-1252"},
                                      {"ascii", "windows-1252"},
                                      {"tis-620", "windows-874"},
                                      {"ks_c_5601-1987", "euc-kr"},
                                      {"x-sjis", "shift_jis"},
                                      {"big5-hkscs", "big5"},
                                      {"koi8_r", "koi8-r"},
                                      {"iso-8859-9", "windows-1254"},
                                      {" x-mac-cyrillic ", "x-mac-cyrillic"}}) {
        const auto* found = find_encoding(label);
        ASSERT_NE(found, nullptr) << label;
        EXPECT_STREQ(found->name, name) << label;
    }
    for (const auto* label : {"", " ", "utf", "8859-1 x", "utf-7"}) EXPECT_EQ(find_encoding(label), nullptr) << label;
}

}  // namespace broadsheet::feeds
