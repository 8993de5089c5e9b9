"""Chinese characters in their two ways of writing, as far as our own lists of words need it.

A list of words is written in simplified characters, and looked for in a text that has been written simply:
so one list serves both. This is a small table and no conversion for reading; what a list needs is in it.
"""

from __future__ import annotations

# Each pair: as it is written traditionally, and simply.
_PAIRS = """
與与 專专 業业 東东 嚴严 為为 爲为 麼么 習习 於于 們们 會会 傳传 優优 沖冲 決决 冊册 別别 辦办 務务 動动 單单 協协 卻却 厲厉 後后
發发 聽听 員员 團团 備备 夠够 妝妆 婁娄 學学 實实 審审 對对 導导 屢屡 帶带 幹干 應应 開开 異异 張张 強强 歸归 當当 徹彻 態态 總总
慣惯 懶懒 懷怀 執执 捲卷 據据 擺摆 攜携 斷断 無无 時时 顯显 術术 權权 條条 來来 極极 構构 標标 樣样 檢检 檔档 歷历 沒没 溝沟 測测
準准 潔洁 瀆渎 點点 獸兽 現现 監监 盡尽 著着 確确 離离 禍祸 種种 積积 穩稳 簡简 簍篓 類类 緊紧 級级 紀纪 細细 終终 經经 結结 絲丝
線线 練练 組组 絕绝 統统 繼继 續续 維维 緒绪 職职 聯联 肅肃 腦脑 腳脚 節节 範范 莊庄 慮虑 補补 規规 視视 覺觉 計计 認认 討讨 讓让
訓训 記记 設设 證证 評评 識识 訴诉 試试 該该 語语 誤误 說说 説说 調调 誰谁 課课 請请 諒谅 謹谨 護护 讀读 財财 責责 敗败 質质 費费
貫贯 輕轻 轉转 較较 辭辞 邊边 達达 過过 運运 還还 這这 進进 遠远 連连 適适 選选 遺遗 釋释 鍋锅 錯错 鍵键 長长 閱阅 關关 問问 間间
隊队 階阶 險险 隨随 難难 靜静 須须 題题 預预 領领 飯饭 養养 馬马 驗验 驕骄 鬆松 齊齐 鬥斗 勞劳 勵励 勢势 產产 個个 兩两 負负 網网
罰罚 聰聪 舉举 萬万 從从 衝冲 複复 復复 覆复
""".split()
_SIMPLE = str.maketrans({pair[0]: pair[1] for pair in _PAIRS})


def simplified(text: str) -> str:
    """Return a text with the traditional characters that are known here written simply, each at its place."""
    return text if text.isascii() else text.translate(_SIMPLE)
