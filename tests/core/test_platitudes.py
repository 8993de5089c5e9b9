"""What must hold for platitudes: found in English and in both ways of writing Chinese, and never in a plan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes.hanzi import simplified
from mistakes.platitudes import is_platitude

ENGLISH = """
Follow the process.
Follow the process next time!
We should just follow the release process.
Stick to the procedure.
Adhere to the guidelines.
Comply with company policy.
Always respect the rules.
Be more professional.
I need to be more professional in future.
Act professionally at all times.
Show more discipline.
Be more diligent and thorough.
Be more carefull next time
Dont be careless.
Don't rush things.
Slow down and think.
Take your time.
Do your best.
Do a better job.
We need better communication with the client.
More communication between the teams is needed.
Improve collaboration across departments.
Work together as one team.
Show more respect to each other.
Better time management.
Manage time better.
Prioritise better.
Use common sense.
Pay more attention in meetings.
Keep an eye on things.
Raise the bar.
Make sure this never happens again.
Ensure that it doesn't happen again.
Hold ourselves to higher standards.
Be accountable.
Take full responsibility for our work.
Review the code more carefully.
Read the documentation properly.
Test the importer thoroughly.
Write better code.
Do more testing.
Better monitoring.
More training.
Be transparent and honest.
Have the right mindset.
Let's be smarter about this.
Stay alert.
Try not to forget.
Leave nothing to chance.
""".strip().splitlines()
CHINESE = """
加強溝通
加强沟通协调
以後要更加小心
以後要多注意細節
下次一定要認真檢查
遵守流程
遵守流程。
嚴格按照流程執行
按流程办事
更專業一點
要更专业
態度要端正
提高警覺
提升團隊合作精神
加強責任感
保持專注
吸取教訓，避免再次發生
避免再次发生类似的线上故障
時刻注意安全
时刻注意安全
强化安全意识
仔細核對
仔细检查配置
認真閱讀文檔
多溝通，多協調
多留意
多加小心
當心一點
三思而后行
三思而後行
舉一反三
防患于未然
引起高度重视
高度重視
深刻反省
深刻检讨
下不為例
精益求精
一丝不苟
加强培训
加強監控
完善流程
落實到位
把工作做好
要有團隊精神
提升品質
總結經驗教訓
不要犯同樣的錯誤
不要着急
慢慢来，不要急
""".strip().splitlines()
PLANS = """
When I deploy on Friday, I ask Ana to look at the diff.
When the process needs a password, then I stop and call Ben.
Ask a second person to read the amount aloud.
Follow the checklist in the runbook line by line.
Follow the ship's position on the second chart every hour.
Follow the process in docs/release.md: tag, build, wait for the signature.
If the review has no comment, I ask one question.
The deploy script refuses to run on a Friday.
Professional translators read the Chinese page before it goes out.
A rule in the linter forbids bare except.
Our policy file names one owner for each folder.
Wait ten minutes before sending an angry answer.
Write the time zone beside every time.
Write a failing test first.
Rename the production host so that it starts with P.
Be at the airport two hours early.
Be the one who closes the valve.
More than three retries stop the job.
Better a red prompt than a grey one.
Use a checklist for the handover.
Keep the old key for one week.
Keep an eye on the pressure gauge while filling.
Never deploy on a Friday.
Don't merge while the build is yellow.
Let the alarm name the host.
Standards body meetings go into the shared calendar.
Read the host name aloud.
Read the contract clause 7 with a lawyer.
Review invoices over 1,000 by two people.
Test with the last day of the month.
Count the swabs before and after.
Train each new colleague on the spare pump.
Slow the belt to 20 cm/s.
Take the ladder from the shed, not the chair.
Make the default region the test one.
Share the draft with Kim on Monday.
Two keys for the safe.
Lock the table while importing.
Improve the alert: it names host, disk and runbook.
Avoid trailing slashes: the parser strips them.
Remember the tax file: a reminder on 1 March.
Stop at the second identical alert.
Manage the queue with a limit of 50.
Print the patient's name on both bracelets.
Respect the 30-minute rest between shifts.
Ensure the backup restores: a job tests it each Sunday.
上线前请同事念一遍回滚命令
上線前請同事唸一遍回滾命令
周五下午三点以后不上线
週五下午三點以後不上線
如果金額超過一萬，就請兩個人簽字
如果金额超过一万，就请两个人签字
每次交接由接手的人複述未完成的事項
遵守三十分鐘的休息時間
按流程圖第三步關閥門
给磁盘告警加上主机名
給磁碟告警加上主機名
提示符號用紅色顯示正式環境
注意：先关电源，再拆外壳
注意第七條：違約金按日計算，先問律師
加強筋焊接前先打磨
加强筋用四毫米的钢板
检查清单第一项改为确认租户编号
檢查清單第一項改為確認租戶編號
沟通会改到每周一上午
把备份恢复写成每周日的任务
專業術語先查詞彙表
专业翻译读完再发
两把钥匙开保险柜
小心轻放的标签贴在箱子四面
认真读一遍第五条并签字
提高水位报警线到八十厘米
避免在周五发布
""".strip().splitlines()


@pytest.mark.parametrize("text", [*ENGLISH, *CHINESE])
def test_what_fits_every_mistake_is_a_platitude(text: str) -> None:
    assert is_platitude(text)


@pytest.mark.parametrize("text", PLANS)
def test_what_somebody_could_do_tomorrow_is_none(text: str) -> None:
    assert not is_platitude(text)


@pytest.mark.parametrize("text", CHINESE)
def test_both_ways_of_writing_chinese_are_judged_alike(text: str) -> None:
    assert is_platitude(simplified(text)) == is_platitude(text)


@given(st.text())
def test_writing_simply_keeps_every_character_at_its_place(text: str) -> None:
    assert len(text) == len(simplified(text))
    assert simplified(text) == simplified(simplified(text))


@given(st.sampled_from([*ENGLISH, *CHINESE]), st.sampled_from(["When I deploy", "如果上线"]))
def test_a_moment_in_front_and_a_thing_to_do_make_a_plan_of_it(text: str, moment: str) -> None:
    assert not is_platitude(f"{moment}, I ask Ana to look at the diff. {text}")
