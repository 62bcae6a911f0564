#include "feeds/mojibake.hpp"

#include "feeds/read.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace broadsheet::feeds {

namespace {

std::string mended(std::string text) {
    mend_double_encoding(text);
    return text;
}

}  // namespace

TEST(MendDoubleEncoding, UndoesOneRound) {
    EXPECT_EQ(mended("cafÃ© crÃ¨me"), "café crème");
    EXPECT_EQ(mended("itâ€™s Ã¼ber"), "it’s über");
}

TEST(MendDoubleEncoding, NeedsNoMoreThanOnePlaceThatCanBeNothingElse) {
    for (const auto& [broken, right] : {
             std::pair{"SÃƒO PAULO", "SÃO PAULO"},
             std::pair{"PERIÃ“DICO", "PERIÓDICO"},
             std::pair{"ESPAÃ‘A", "ESPAÑA"},
             std::pair{"SÃ»r de lui", "Sûr de lui"},
             std::pair{"El NiÃ±o", "El Niño"},
             std::pair{"LÃ©o", "Léo"},
             std::pair{"Ã‰lan", "Élan"},
             std::pair{"Ã‰TAT", "ÉTAT"},
             std::pair{"parÂ\u00a0Aldo", "par\u00a0Aldo"},
             std::pair{"Boom: Â«On vend!Â»", "Boom: «On vend!»"},
             std::pair{"Microsoft WindowsÂ®", "Microsoft Windows®"},
             std::pair{"Â£10m deal", "£10m deal"},
             std::pair{"25Â°C", "25°C"},
             std::pair{"News â€“ Sport", "News – Sport"},
             std::pair{"â€œHelloâ€\u009d he said", "“Hello” he said"},
             std::pair{"Î•Î»Î»Î¬Î´Î±", "Ελλάδα"},
             std::pair{"ÐœÐ¾Ñ\u0081ÐºÐ²Ð°", "Москва"},
             std::pair{"æ—¥æœ¬", "日本"},
             std::pair{"Viá»‡t Nam", "Việt Nam"},
             std::pair{"zÅ‚oty", "złoty"},
             std::pair{"aÃ§Ã£o ðŸ˜€", "ação 😀"},
             std::pair{"ZaÅ¼Ã³Å‚Ä‡ gÄ™Å›lÄ… jaÅºÅ„", "Zażółć gęślą jaźń"},
             std::pair{"â†’ more", "→ more"},
             std::pair{"NÃšMERO", "NÚMERO"},
         })
        EXPECT_EQ(mended(broken), right);
}

TEST(MendDoubleEncoding, LeavesSentencesThatEndInSuchLetters) {
    for (const auto* text : {"AMANHÃ…", "IRMÃ» disse", "IRMÃ”", "AMANHÃ – HOJE NADA", "MILÊ®", "VIVA O CAFÉ… E MAIS",
                             "À MÃ… VIDA", "Viel Spaß…", "SANTÉ\u00a0: la suite", "está»…"})
        EXPECT_EQ(mended(text), text);
}

TEST(MendDoubleEncoding, LeavesTextsAboutIt) {
    for (const auto* text : {"What does â€™ mean?", "Fixing Ã© in Python: why you see Ã¼", "Why is there an Â©?"})
        EXPECT_EQ(mended(text), text);
}

TEST(MendDoubleEncoding, BelievesLessWhereOtherTextsWereEncodedTwice) {
    for (const auto& [broken, right] :
         {std::pair{"Homem Ã© preso", "Homem é preso"}, std::pair{"Ã€ Paris", "À Paris"},
          std::pair{"le RERÂ\u00a0", "le RER\u00a0"}, std::pair{"the Î± rays", "the α rays"}}) {
        std::string text = broken;
        EXPECT_FALSE(mend_double_encoding(text));
        EXPECT_TRUE(mend_double_encoding(text, true));
        EXPECT_EQ(text, right);
    }
    for (std::string text : {"AMANHÃ…", "MILÊ®"}) EXPECT_FALSE(mend_double_encoding(text, true)) << text;
}

TEST(MendDoubleEncoding, LooksAtAllTheDocument) {
    const auto titles = [](const std::string& first) {
        return read_feed("<rss><channel><item><title>" + first +
                             "</title></item><item><title>Homem Ã© preso</title>"
                             "</item></channel></rss>",
                         {})
            ->articles.at(1)
            .title;
    };
    EXPECT_EQ(titles("A aÃ§Ã£o"), "Homem é preso");
    EXPECT_EQ(titles("A ação"), "Homem Ã© preso");
}

TEST(MendDoubleEncoding, LeavesEverythingElseAlone) {
    for (const auto* text :
         {"", "plain", "café", "naïve Ãber", "Ã", "Ãa", "Ã© und ü", "Ã© и", "Ã©\xF0\x9F\x98\x80", "SÃO PAULO"})
        EXPECT_EQ(mended(text), text);
}

}  // namespace broadsheet::feeds
