"""Which model a key of the price file means."""

import pytest

from service.arena.imports.price_keys import priced_model


@pytest.mark.parametrize(
    ("key", "provider", "name", "variant"),
    [
        ("gpt-image-1", "openai", "gpt-image-1", ()),
        ("high/1024-x-1536/gpt-image-1", "openai", "gpt-image-1", ("high", "1024-x-1536")),
        ("azure/hd/1024-x-1024/dall-e-3", "azure", "dall-e-3", ("hd", "1024-x-1024")),
        ("fal_ai/fal-ai/flux-pro/v1.1-ultra", "fal_ai", "flux-pro-v1.1-ultra", ()),
        ("fal_ai/bria/text-to-image/3.2", "fal_ai", "bria-3.2", ("text-to-image",)),
        (
            "fal_ai/max/3840-x-2160/openai/gpt-image-2.5/flare/edit",
            "fal_ai",
            "gpt-image-2.5-flare",
            ("max", "3840-x-2160", "edit"),
        ),
        ("aiml/flux/kontext-max/text-to-image", "aiml", "flux-kontext-max", ("text-to-image",)),
        ("us.stability.stable-outpaint-v1:0", "bedrock", "stable-outpaint-v1", ()),
        (
            "max-x-max/50-steps/stability.stable-diffusion-xl-v0",
            "bedrock",
            "stable-diffusion-xl-v0",
            ("max-x-max", "50-steps"),
        ),
        (
            "1024-x-1024/50-steps/bedrock/amazon.nova-canvas-v1:0",
            "bedrock",
            "nova-canvas-v1",
            ("1024-x-1024", "50-steps"),
        ),
        ("vertex_ai/gemini-3-pro-image", "vertex_ai", "gemini-3-pro-image", ()),
        ("azure_ai/FLUX.1-Kontext-pro", "azure_ai", "FLUX.1-Kontext-pro", ()),
        ("nscale/stabilityai/stable-diffusion-xl-base-1.0", "nscale", "stable-diffusion-xl-base-1.0", ()),
    ],
)
def test_keys(key: str, provider: str, name: str, variant: tuple[str, ...]) -> None:
    found = priced_model(key, provider)
    assert found == (name, variant)
    assert found.edits == ("edit" in variant)
