"""The design system: tokens, server-rendered components, page frames and a gallery."""
