// The words that mean something beside a number, a host or an id.
import { WordTrie } from "./detector-trie.ts";

/** What a word is for the detectors: bits, for a word may be several things. */
export const WORD = {
  /** Swallows a longer word, so that its part counts for nothing: オンライン. */
  NONE: 1 << 0,
  APP: 1 << 1,
  /** Apps whose names are words: line, snap, signal. */
  WORDY_APP: 1 << 2,
  PAY_APP: 1 << 3,
  CODE: 1 << 4,
  /** One letter or kana: L, K, ら. */
  WEAK_CODE: 1 << 5,
  MARK: 1 << 6,
  CONTACT_VERB: 1 << 7,
  INVITE: 1 << 8,
  PHONE: 1 << 9,
  WEAK_PHONE: 1 << 10,
  ORDER: 1 << 11,
  COUNTER: 1 << 12,
  BANK: 1 << 13,
  ACCOUNT: 1 << 14,
  WEAK_ACCOUNT: 1 << 15,
  DOT: 1 << 16,
  AT: 1 << 17,
  /** The plain word "at". */
  WEAK_AT: 1 << 18,
  STREET: 1 << 19,
  WEAK_STREET: 1 << 20,
  HOME: 1 << 21,
  PREFECTURE: 1 << 22,
  POSTCODE: 1 << 23,
  ROAD_FIRST: 1 << 24,
  IDENTITY: 1 << 25,
  COPULA: 1 << 26,
  CASH_APP: 1 << 27,
} as const;

const APPS =
  "whatsapp whats_app what's_app whatapp watsapp wh4tsapp wh@tsapp wa.me ワッツアップ ワッツアプ " +
  "telegram telegrm te1egram t3legram テレグラム テレグラ テレグ wechat we_chat weixin 微信 威信 薇信 vx wx " +
  "ウィーチャット ウイチャット kakao kakaotalk kakao_talk カカオ カカオトーク カカオトク 카카오 카카오톡 카톡 viber " +
  "discord discordapp ディスコ ディスコード ディスコ鯖 insta instagram insta_gram inst4 lnsta 1nsta !nsta インスタ " +
  "インスタグラム 인스타 skype スカイプ zalo snapchat スナチャ スナップチャット twitter ツイッター ツイッタ tiktok ティックトック " +
  "facebook フェイスブック threema wickr kik qq ライン ラィン ラ*ン らい* らーいん l1ne li*ne l*ne 라인 shopee_chat l_i_n_e l.i.n.e l-i-n-e ラ_イ_ン ラ.イ.ン w_h_a_t_s_a_p_p t_e_l_e_g_r_a_m i_n_s_t_a " +
  "k_a_k_a_o w_e_c_h_a_t";
const WORDY_APPS = "line tele tg ig fb snap signal messenger wa ins";
const PAY_APPS =
  "paypal pay_pal paypay pay_pay ペイペイ ペイパル revolut wise payoneer pix alipay 支付宝 支付寶 zelle " +
  "skrill paypayid";
const CASH_APPS = "cash_app cashapp venmo cash_tag cashtag $cashtag chime";
const CODES = "緑 みどり 緑の 線 黄 黄色 青い鳥 らー ライム かか おかか 緑泡 绿泡 绿泡泡 薇";
const WEAK_CODES = "ら l k <in";
const MARKS =
  "id ids id名 i.d. アイディ アイディー あいでぃ アイデー account アカウント アカ 垢 username user_name user_id handle ハンドル " +
  "ユーザー名 ユーザーid ユーザーネーム ネーム no. number 番号 ナンバー num usuario user benutzername identifiant 아이디 账号 " +
  "帐号 號 号 tag qr";
const VERBS =
  "add dm dms message msg text contact find hmu 追加 検索 登録 友達 友だち ともだち 友追加 連絡 交換 フォロー 送って 送る " +
  "教えて 話そう 話しましょう やり取り やりとり 加 加我 추가 agrega agregame escribeme adiciona chama schreib ajoute";
const INVITES =
  "t.me/ wa.me/ line.me/ lin.ee/ discord.gg/ discord_gg/ discord.com/invite/ discordapp.com/invite/ m.me/ ig.me/ " +
  "open.kakao.com/ api.whatsapp.com/ chat.whatsapp.com/ paypal.me/ cash.app/ venmo.com/ snapchat.com/add/ " +
  "signal.me/ zalo.me/ u.wechat.com/ qr.paypay.ne.jp/ telegram.me/ telegram.dog/ line.naver.jp/";
const PHONES =
  "tel phone phone_number mobile cell cellphone telephone 電話 電話番号 でんわ 携帯 けいたい ケータイ ケイタイ 携帯番号 " +
  "☎ 📞 📱 ☎️ 手机 手机号 手機 电话 電話は 전화 전화번호 폰번호 telefono celular telefone telefon handynummer handy " +
  "portable numero_de_telefono hp nomor_hp wa my_number my_cell mi_numero meu_numero meine_nummer mon_numero";
const WEAK_PHONES =
  "call text sms ring 連絡 連絡先 連絡は 番号 ショートメール llamame liga ligue appelle ruf";
const ORDERS =
  "注文番号 注文 注文id オーダー番号 オーダー 追跡番号 追跡 伝票番号 伝票 送り状 送り状番号 問い合わせ番号 お問い合わせ番号 品番 型番 商品番号 " +
  "商品id 商品コード 出品番号 管理番号 取引番号 取引id 受付番号 会員番号 整理番号 抽選番号 バーコード jan janコード jan: 製造番号 シリアル " +
  "シリアル番号 シリアルナンバー ロット order orders order_id order_number order_no ordernumber tracking tracking_id " +
  "tracking_number tracking_no sku item item_id item_number item_no asin lot lots invoice ref reference serial " +
  "model part upc ean isbn gtin barcode case ticket transaction listing product cert certificate psa bgs cgc " +
  "coa style pedido bestellnummer commande rastreio seguimiento sendungsnummer 订单 订单号 訂單 单号 快递 快递单号 运单号 주문번호 " +
  "송장번호 운송장 pesanan resi nomor_resi fbid views view subs followers 再生 再生回数 視聴回数";
const COUNTERS =
  "円 圓 元 万 億 個 枚 点 本 人 回 件 票 ポイント pt pts 再生 views view subs yen jpy usd eur dollars dollar bucks krw won 원 " +
  "ml mah kg km cm mm likes followers people times points coins %";
const BANKS =
  "銀行 支店 ゆうちょ 信金 信用金庫 振込 振り込み 振込先 振り込んで 名義 カタカナ名義 口座 口座番号 bank banking routing branch " +
  "sort_code swift bic iban 银行 銀行卡 은행 계좌 국민은행 신한은행 농협 카카오뱅크 토스뱅크 bca bri mandiri bni banco konto " +
  "nubank itau";
const ACCOUNTS =
  "口座番号 account_number account_no account_# acct acct_number acct# acc_number a/c routing_number " +
  "sort_code 계좌번호 계좌 账号 卡号 银行卡号 kontonummer konto_nummer numero_de_cuenta clabe numero_da_conta " +
  "chave_pix pix norek nomor_rekening rekening rek numero_de_compte iban 记号 記号番号";
const WEAK_ACCOUNTS =
  "普通 普通預金 当座 当座預金 口座 口座は account 記号 cuenta conta compte 銀行 支店 mandiri bca bri";
const DOTS = "dot ドット どっと d0t (dot) [dot] punto ponto punkt 닷 쩜 點 点 テン";
const ATS = "(at) [at] {at} <at> -at- *at* アット アットマーク あっとまーく arroba 골뱅이";
const STREETS = "street avenue boulevard blvd";
const WEAK_STREETS =
  "st ave av road rd lane ln drive dr court ct way place pl terrace crescent close square gardens " +
  "highway hwy parkway pkwy circle cir grove mews row";
const HOMES =
  "live_at lives_at living_at lived_at address address_is adress home_is house_is stay_at stays_at ship_to " +
  "ship_it_to send_to send_it_to deliver_to deliver_it_to mail_to mail_it_to come_to pull_up_to i_am_at meet_me_at " +
  "apt apt. apartment suite flat unit room appt piso apto adresse anschrift wohnt wohne direccion vive_en vivo_en endereco moro mora_na " +
  "mora_no habite cep código_postal código_postal:";
const PREFECTURES =
  "東京都 北海道 京都府 大阪府 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 神奈川県 新潟県 富山県 石川県 " +
  "福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 " +
  "高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県 札幌市 仙台市 さいたま市 千葉市 横浜市 川崎市 相模原市 新潟市 静岡市 " +
  "浜松市 名古屋市 京都市 大阪市 堺市 神戸市 岡山市 広島市 北九州市 福岡市 熊本市 住所 住所は 自宅";
const ROADS_FIRST =
  "rue avenue boulevard av av. calle avenida avda rua travessa alameda plaza praca paseo carrera via impasse chemin allee place_de";
const IDENTITIES =
  "ssn social_security social_security_number マイナンバー 個人番号 cpf 身份证 身份证号 주민번호 주민등록번호 dni passport nik";
const NOTHING =
  "オンライン アウトライン デッドライン ガイドライン パイプライン ヘッドライン アンダーライン スカイライン オンラインショップ ベースライン " +
  "ネックライン ボディライン フェイスライン アイライン ウエストライン シルエットライン ハイライン ラインストーン ラインナップ ラインアップ " +
  "ラインアート ラインソックス ラインパンツ 路線 電線 新緑 黄緑 深緑 抹茶緑 無線 有線 線香 緑茶 緑色 黄金 黄身 イエロー dot_com_bubble 電話ケース 携帯ケース phone_case phone_cases call_of_duty";

export const ANY_APP = WORD.APP | WORD.WORDY_APP | WORD.PAY_APP | WORD.CASH_APP;

export const DETECTOR_WORDS = new WordTrie([
  [WORD.NONE, NOTHING],
  [WORD.COPULA, "is are は が を も: です las es ist est é"],
  [WORD.COUNTER, COUNTERS],
  [WORD.CONTACT_VERB, VERBS],
  [WORD.MARK, MARKS],
  [WORD.APP, APPS],
  [WORD.WORDY_APP, WORDY_APPS],
  [WORD.PAY_APP, PAY_APPS],
  [WORD.CASH_APP, CASH_APPS],
  [WORD.CODE, CODES],
  [WORD.WEAK_CODE, WEAK_CODES],
  [WORD.INVITE, INVITES],
  [WORD.WEAK_PHONE, WEAK_PHONES],
  [WORD.PHONE, PHONES],
  [WORD.BANK, BANKS],
  [WORD.WEAK_ACCOUNT, WEAK_ACCOUNTS],
  [WORD.ACCOUNT, ACCOUNTS],
  [WORD.ORDER, ORDERS],
  [WORD.WEAK_STREET, WEAK_STREETS],
  [WORD.STREET, STREETS],
  [WORD.HOME, HOMES],
  [WORD.PREFECTURE, PREFECTURES],
  [WORD.POSTCODE, "〒 郵便番号"],
  [WORD.ROAD_FIRST, ROADS_FIRST],
  [WORD.IDENTITY, IDENTITIES],
  [WORD.DOT, DOTS],
  [WORD.AT, ATS],
  [WORD.WEAK_AT, "at"],
]);

/**
 * What opens a gate; see DETECTOR_LITERALS. Spaces inside a literal are written `_`; `~`: also inside
 * a word.
 */
export const GATE_WORDS = {
  dot: `${DOTS} ~dotcom`,
  at: ATS,
  messenger: `${APPS} ${WORDY_APPS} ${PAY_APPS} ${CASH_APPS} ${INVITES} id ids アイディ アカウント 垢 아이디`,
  code: `${CODES} ら: k: らの らid`,
  phone: `${PHONES} ${WEAK_PHONES}`,
  bank: `${BANKS} ${ACCOUNTS} ${IDENTITIES} 普通 当座`,
  street: `${STREETS} ${WEAK_STREETS} ${ROADS_FIRST}`,
  number:
    "zero oh four five six seven eight nine ゼロ キュー きゅう れいきゅう れいはち れいなな まるきゅう まるはち " +
    "まるなな オーナイン cero seis siete ocho nueve sete oito sept huit neuf null sechs sieben acht neun nol " +
    "kosong delapan sembilan 공일 영일 공_일",
} as const;
