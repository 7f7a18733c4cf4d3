"""The table of results: each figure beside what it must reach."""


class Verdicts:
    """Prints results as they come and remembers what was missed."""

    def __init__(self):
        self.kept = 0
        self.missed = []

    def title(self, text):
        print(f"\n{text}\n{'-' * len(text)}", flush=True)

    def line(self, name, figures, checks):
        """Print one measurement.

        :param str figures: as text
        :param list checks: (what, value, most or least allowed, whether more is better)
        """
        verdicts = []
        for what, value, target, more in checks:
            kept = value >= target if more else value <= target
            self.kept += kept
            if not kept:
                self.missed.append(f"{name}: {what} {value:.2f}")
            sign = "≥" if more else "≤"
            verdicts.append(
                f"{what} {value:.2f} ({sign} {target:g}: {'reached' if kept else 'MISSED'})"
            )
        print(f"{name:45} {figures}  {'; '.join(verdicts)}".rstrip(), flush=True)

    def end(self):
        """Print the total; return whether every target was reached."""
        print(f"\n{self.kept} targets reached, {len(self.missed)} missed")
        for missed in self.missed:
            print(f"  missed: {missed}")
        return not self.missed
