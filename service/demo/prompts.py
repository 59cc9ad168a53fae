"""The demo's prompts: eight themes in six languages, and edits of images."""

from __future__ import annotations

from typing import NamedTuple

THEMES = (
    "people",
    "animals",
    "landscapes",
    "architecture",
    "food",
    "vehicles",
    "fantasy",
    "typography",
)
LANGUAGES = ("en", "de", "fr", "pt-BR", "ja", "ar")

SIZES = {"square": (640, 640), "wide": (768, 512), "tall": (512, 768)}
"""The width and height of images in pixels, by their shape."""


class DemoPrompt(NamedTuple):
    """A prompt with its theme, its language and the shape of its images.

    ``scene`` describes the image to edit, None for prompts without one.
    """

    text: str
    theme: str
    language: str
    shape: str = "square"
    scene: str | None = None


# For each theme the prompts in the order of LANGUAGES.
_PAINTED: dict[str, tuple[tuple[str, str], ...]] = {
    "people": (
        ("Portrait of an old fisherman in a yellow raincoat", "square"),
        ("Eine Tänzerin im roten Kleid auf einer leeren Bühne", "tall"),
        ("Une fillette au parapluie bleu sous la pluie", "tall"),
        ("Retrato de uma mulher com um vestido verde e chapéu", "square"),
        ("満開の桜の下に立つ赤い着物の女性", "tall"),
        ("صورة شخصية لصياد عجوز بثوب أبيض عند الغروب", "square"),
    ),
    "animals": (
        ("A ginger cat on a green windowsill", "square"),
        ("Eine Eule im verschneiten Wald", "tall"),
        ("Un renard roux dans un champ de lavande", "wide"),
        ("Uma arara azul entre folhas verdes", "square"),
        ("夜の池を泳ぐ赤い鯉", "square"),
        ("عصفور أصفر على غصن في الربيع", "square"),
    ),
    "landscapes": (
        ("Mountains above a still lake at sunrise", "wide"),
        ("Ein Birkenwald im Herbst", "square"),
        ("La mer agitée par la tempête", "wide"),
        ("Dunas douradas ao pôr do sol", "wide"),
        ("雪をかぶった富士山", "wide"),
        ("واحة نخيل في الصحراء", "square"),
    ),
    "architecture": (
        ("A lighthouse on a cliff at night, its beam across the sea", "tall"),
        ("Bunte Häuser am Hafen an einem klaren Morgen", "wide"),
        ("Un pont de pierre au-dessus d'une rivière en automne", "wide"),
        ("Arranha-céus iluminados à noite", "square"),
        ("紅葉に囲まれた五重塔", "tall"),
        ("مسجد ذو قبة زرقاء عند الفجر", "square"),
    ),
    "food": (
        ("A three-tier birthday cake with pink icing", "square"),
        ("Rote Äpfel und eine Birne auf einem Holztisch", "wide"),
        ("Une tasse de café noir et sa soucoupe blanche", "wide"),
        ("Um sorvete de morango com uma cereja no topo", "tall"),
        ("湯気の立つラーメンの丼", "square"),
        ("إبريق شاي أخضر بالنعناع", "square"),
    ),
    "vehicles": (
        ("A red steam train under a wide sky", "wide"),
        ("Ein gelbes Auto auf einer Bergstraße", "wide"),
        ("Un voilier blanc au coucher de soleil", "square"),
        ("Um balão de ar quente colorido sobre as montanhas", "tall"),
        ("海辺の青い自転車", "wide"),
        ("قارب شراعي أبيض على النيل", "square"),
    ),
    "fantasy": (
        ("A whale swimming through the clouds above a sleeping city", "wide"),
        ("Ein Schloss auf einer schwebenden Insel", "square"),
        ("Une fusée rouge qui décolle vers une planète violette", "tall"),
        ("Uma água-viva gigante brilhando na floresta à noite", "square"),
        ("月に住む白い兎", "square"),
        ("سجادة طائرة حمراء فوق المدينة تحت القمر", "wide"),
    ),
    "typography": (
        ("A poster that says “SLOW DOWN” in bold letters", "square"),
        ("Ein grünes Ladenschild mit der Aufschrift „BROT & SALZ“", "square"),
        ("Une affiche de jazz avec le mot « MINUIT »", "wide"),
        ("Um cartaz amarelo com a palavra “CORAGEM”", "wide"),
        ("「TOKYO」と書かれた夜のネオン看板", "wide"),
        ("ملصق أزرق مكتوب عليه «SALAM»", "square"),
    ),
}

PAINTED = tuple(
    DemoPrompt(_PAINTED[theme][number][0], theme, language, _PAINTED[theme][number][1])
    for number, language in enumerate(LANGUAGES)
    for theme in THEMES
)
"""One prompt of each theme in each language, one language after the other."""

EDITED = (
    DemoPrompt("Make it night", "architecture", "en", "wide", "Colourful houses at the harbour"),
    DemoPrompt("Paint the car blue", "vehicles", "en", "wide", "A red car on a mountain road"),
    DemoPrompt("Lass es schneien", "landscapes", "de", "wide", "Mountains above a still lake"),
    DemoPrompt(
        "Mach daraus einen Herbsttag", "vehicles", "de", "square", "A hot-air balloon above the mountains"
    ),
    DemoPrompt(
        "Au coucher de soleil",
        "landscapes",
        "fr",
        "square",
        "A white sailing boat on the sea",
    ),
    DemoPrompt("Deixe o gato cinza", "animals", "pt-BR", "square", "A ginger cat on a green windowsill"),
    DemoPrompt("夜にしてください", "architecture", "ja", "tall", "A pagoda among trees in autumn"),
    DemoPrompt("اجعل القبة خضراء", "architecture", "ar", "square", "A mosque with a blue dome"),
)
"""Prompts that change an image."""
