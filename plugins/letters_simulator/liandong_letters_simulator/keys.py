"""The keys of the simulated accounts. They are public: nothing true is behind them."""

from __future__ import annotations

from typing import Final

WECHAT: Final = {
    "appid": "wx5c0ffee000000001", "token": "simulatedtoken", "app_secret": "simulated-app-secret",
    "aes_key": "c2ltdWxhdGVkLWFlcy1rZXktMzItYnl0ZXMtbG9uZyE",
}  # fmt: skip
WEIBO: Final = {"access_token": "2.00simulatedweibo"}
WEIBO_PRIVATE: Final = {"app_secret": "simulated-weibo-secret", **WEIBO}
SMS: Final = {"key": "simulated-sms-key"}
MAIL: Final = {"user": "96966@example.org", "password": "simulated-mail"}
