"""What providers share: a request's defaults, and an error that says whether to try again."""

import pytest

from service.providers.protocol import ImageRequest, Provider, ProviderError


class Square:
    """A provider as small as one can be."""

    async def generate(self, request: ImageRequest) -> bytes:
        if request.seed is None:
            raise ProviderError("rate-limited", "the vendor is busy", retryable=True, retry_after=2.5)
        return f"{request.upstream} {request.width}x{request.height} {request.source!r}".encode()


async def test_an_order_leaves_the_choice_to_the_vendor() -> None:
    provider: Provider = Square()
    request = ImageRequest("a cat", "square-1", "attempt-1", 30.0, seed=7)
    assert await provider.generate(request) == b"square-1 NonexNone None"


async def test_an_error_says_what_and_whether_to_try_again() -> None:
    with pytest.raises(ProviderError) as caught:
        await Square().generate(ImageRequest("a cat", "square-1", "attempt-1", 30.0))
    error = caught.value
    assert (error.code, str(error), error.retryable, error.retry_after) == (
        "rate-limited",
        "the vendor is busy",
        True,
        2.5,
    )
    assert error.elsewhere


def test_some_errors_are_of_one_provider_alone_and_some_of_all() -> None:
    refused = ProviderError("refused", "the vendor refuses this prompt")
    unsupported = ProviderError("unsupported", "the vendor edits no images", elsewhere=True)
    assert (refused.retryable, refused.elsewhere) == (False, False)
    assert (unsupported.retryable, unsupported.elsewhere) == (False, True)
