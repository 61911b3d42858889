"""Read made-up digests of growing size, in English and Chinese."""

from __future__ import annotations

import random
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from bench.measure import measure
from evidence.paths import BOOK

TITLE = "Intake of a digest: reading, listing, comparing with the ledger and reporting"
SIZES = (1_000, 10_000)
ENGLISH = (
    "Planners in Moscow put the cost of the cluster at {n} billion rubles, or about ${m} billion [1][3].",
    "Group {k}: Supply - Russia is said to hold {m}.{k} million tons of reserves, {k}% of the world total [{k}].",
    "Factories in China processed over {m}% of all rare earths, and sold {n},{n} tons of magnets to the United States.",
    "A decade ago half of the plants stood idle; by 20{m} twofold output is expected on October {k}, 2026.",
    "Nearly {k} of the top five producers say that an F-35 takes {n} kilograms of the material [{m}].",
    "Officials declined to comment, and the market waited for the next announcement of the ministry in Beijing.",
)
CHINESE = (
    "莫斯科计划投入{n}亿卢布,约合{m}亿元人民币,建设西伯利亚稀土集群。",
    "据估计,俄罗斯稀土储量约为{n}万吨,占全球的{k}%,排名第五。",
    "中国加工了全球超过{m}%的稀土,去年向美国出口磁体{n}吨。",
    "专家认为,建成独立产业链还需要{k}年,投资将翻一番,达到数十亿美元。",
    "20{m}年{k}月,主管部门公布了新的管制措施,涉及十几种元素,一半以上的企业受到影响。",
    "有关部门没有进一步说明,市场继续等待下一步的消息。",
)


def rows() -> list[dict[str, object]]:
    """Return one row for each size of file."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"digest-{size}.txt"
            path.write_text(write_digest(size), encoding="utf-8")
            command = [sys.executable, "-m", "evidence.intake", str(path)]
            seconds, memory = measure(command, cwd=Path(folder), env={"PYTHONPATH": str(BOOK)})
            found.append(
                {
                    "articles": size,
                    "file MB": round(path.stat().st_size / 1e6, 1),
                    "seconds": round(seconds, 1),
                    "ms an article": round(1000 * seconds / size, 2),
                    "memory MB": round(memory),
                }
            )
    return found


def write_digest(articles: int) -> str:
    """Return a digest with articles in both languages, each of some 2,000 characters; the same text on every call."""
    choice = random.Random(articles)
    day = datetime(2026, 9, 30, 23, 0)
    lines = []
    for number in range(articles):
        sentences, length = (ENGLISH, 20) if number % 2 else (CHINESE, 30)
        body = " ".join(
            choice.choice(sentences).format(
                n=choice.randint(100, 999), m=choice.randint(10, 60), k=choice.randint(1, 9)
            )
            for _ in range(length)
        )
        when = day - timedelta(minutes=number)
        lines += [f"稀土消息{number}", f"Sou Hu Cai Jing· {when:%Y-%m-%d %H:%M}", body]
    return "\n".join(lines) + "\n"
