/** A name in its own script, and in Latin letters for the login. */
type Spelling = readonly [native: string, latin: string];

/** People who share a language: names, the order of their parts, and where they work. */
export interface Culture {
  /** BCP 47 tag. */
  locale: string;
  /** IANA name. */
  timezone: string;
  city: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  familyNameFirst?: boolean;
  given: readonly [Spelling, ...Spelling[]];
  family: readonly [Spelling, ...Spelling[]];
}

/**
 * Names in many scripts: letters outside the Basic Multilingual Plane (𠮷),
 * combining marks, right-to-left scripts, apostrophes, hyphens and spaces.
 */
export const CULTURES: readonly [Culture, ...Culture[]] = [
  {
    locale: 'en-GB',
    timezone: 'Europe/London',
    city: 'Leeds',
    country: 'GB',
    given: [
      ['Imogen', 'imogen'],
      ['Rhys', 'rhys'],
      ['Saoirse', 'saoirse'],
      ['Callum', 'callum'],
      ['Beatrix', 'beatrix'],
    ],
    family: [
      ["O'Hanlon", 'ohanlon'],
      ['Featherstonehaugh', 'featherstonehaugh'],
      ['Penrose-Vane', 'penrose-vane'],
      ['McAllister', 'mcallister'],
      ['Okafor', 'okafor'],
    ],
  },
  {
    locale: 'de-DE',
    timezone: 'Europe/Berlin',
    city: 'Köln',
    country: 'DE',
    given: [
      ['Jörg', 'joerg'],
      ['Käthe', 'kaethe'],
      ['Anneliese', 'anneliese'],
      ['Günther', 'guenther'],
      ['Ruß', 'russ'],
    ],
    family: [
      ['von der Mühlen', 'vondermuehlen'],
      ['Weiß', 'weiss'],
      ['Schröder', 'schroeder'],
      ['Öztürk', 'oeztuerk'],
      ['Brandt', 'brandt'],
    ],
  },
  {
    locale: 'ja-JP',
    timezone: 'Asia/Tokyo',
    city: '大阪市',
    country: 'JP',
    familyNameFirst: true,
    given: [
      ['さくら', 'sakura'],
      ['健太', 'kenta'],
      ['美咲', 'misaki'],
      ['ハルト', 'haruto'],
      ['結衣', 'yui'],
    ],
    family: [
      ['𠮷田', 'yoshida'],
      ['髙橋', 'takahashi'],
      ['鈴木', 'suzuki'],
      ['渡邉', 'watanabe'],
      ['小林', 'kobayashi'],
    ],
  },
  {
    locale: 'zh-CN',
    timezone: 'Asia/Shanghai',
    city: '成都',
    country: 'CN',
    familyNameFirst: true,
    given: [
      ['雨桐', 'yutong'],
      ['伟', 'wei'],
      ['子涵', 'zihan'],
      ['晓明', 'xiaoming'],
      ['丽娜', 'lina'],
    ],
    family: [
      ['欧阳', 'ouyang'],
      ['陈', 'chen'],
      ['吕', 'lyu'],
      ['赵', 'zhao'],
      ['黄', 'huang'],
    ],
  },
  {
    locale: 'ar-EG',
    timezone: 'Africa/Cairo',
    city: 'الإسكندرية',
    country: 'EG',
    given: [
      ['ليلى', 'layla'],
      ['محمد', 'mohamed'],
      ['نور الدين', 'noureldin'],
      ['فاطمة', 'fatma'],
      ['يوسف', 'youssef'],
    ],
    family: [
      ['عبد الرحمن', 'abdelrahman'],
      ['المصري', 'elmasry'],
      ['حسّان', 'hassan'],
      ['منصور', 'mansour'],
      ['الشربيني', 'elsherbiny'],
    ],
  },
  {
    locale: 'el-GR',
    timezone: 'Europe/Athens',
    city: 'Θεσσαλονίκη',
    country: 'GR',
    given: [
      ['Ελένη', 'eleni'],
      ['Νίκος', 'nikos'],
      ['Χρυσάνθη', 'chrysanthi'],
      ['Οδυσσέας', 'odysseas'],
      ['Ιφιγένεια', 'ifigeneia'],
    ],
    family: [
      ['Παπαδόπουλος', 'papadopoulos'],
      ['Γεωργίου', 'georgiou'],
      ['Αλεξίου', 'alexiou'],
      ['Κωνσταντινίδης', 'konstantinidis'],
      ['Ξένος', 'xenos'],
    ],
  },
  {
    locale: 'uk-UA',
    timezone: 'Europe/Kyiv',
    city: 'Львів',
    country: 'UA',
    given: [
      ['Оксана', 'oksana'],
      ['Їжак', 'yizhak'],
      ['Тарас', 'taras'],
      ['Соломія', 'solomiia'],
      ['Гліб', 'hlib'],
    ],
    family: [
      ['Шевчук', 'shevchuk'],
      ["Лук'яненко", 'lukianenko'],
      ['Ґудзь', 'gudz'],
      ['Коваленко', 'kovalenko'],
      ['Щербак', 'shcherbak'],
    ],
  },
  {
    locale: 'hi-IN',
    timezone: 'Asia/Kolkata',
    city: 'पुणे',
    country: 'IN',
    given: [
      ['प्रिया', 'priya'],
      ['अर्जुन', 'arjun'],
      ['कृष्णा', 'krishna'],
      ['दीपिका', 'deepika'],
      ['ऋषभ', 'rishabh'],
    ],
    family: [
      ['श्रीवास्तव', 'shrivastava'],
      ['शर्मा', 'sharma'],
      ['त्रिवेदी', 'trivedi'],
      ['राजपूत', 'rajput'],
      ['मिश्रा', 'mishra'],
    ],
  },
  {
    locale: 'vi-VN',
    timezone: 'Asia/Ho_Chi_Minh',
    city: 'Đà Nẵng',
    country: 'VN',
    familyNameFirst: true,
    given: [
      ['Thị Hương', 'thihuong'],
      ['Đức', 'duc'],
      ['Quỳnh', 'quynh'],
      ['Văn Dũng', 'vandung'],
      ['Ngọc Ánh', 'ngocanh'],
    ],
    family: [
      ['Nguyễn', 'nguyen'],
      ['Trần', 'tran'],
      ['Đặng', 'dang'],
      ['Phạm', 'pham'],
      ['Bùi', 'bui'],
    ],
  },
  {
    locale: 'he-IL',
    timezone: 'Asia/Jerusalem',
    city: 'חיפה',
    country: 'IL',
    given: [
      ['נועה', 'noa'],
      ['איתן', 'eitan'],
      ['שירה', 'shira'],
      ['אביגיל', 'avigail'],
      ['יונתן', 'yonatan'],
    ],
    family: [
      ['בן־דוד', 'ben-david'],
      ['כהן', 'cohen'],
      ['מזרחי', 'mizrahi'],
      ['פרידמן', 'friedman'],
      ["ג'ורנו", 'giorno'],
    ],
  },
  {
    locale: 'ko-KR',
    timezone: 'Asia/Seoul',
    city: '부산',
    country: 'KR',
    familyNameFirst: true,
    given: [
      ['서연', 'seoyeon'],
      ['민준', 'minjun'],
      ['지우', 'jiwoo'],
      ['하은', 'haeun'],
      ['도윤', 'doyun'],
    ],
    family: [
      ['김', 'kim'],
      ['이', 'lee'],
      ['남궁', 'namgung'],
      ['최', 'choi'],
      ['박', 'park'],
    ],
  },
  {
    locale: 'tr-TR',
    timezone: 'Europe/Istanbul',
    city: 'İzmir',
    country: 'TR',
    given: [
      ['Işıl', 'isil'],
      ['İbrahim', 'ibrahim'],
      ['Gülşen', 'gulsen'],
      ['Çağrı', 'cagri'],
      ['Zeynep', 'zeynep'],
    ],
    family: [
      ['Yıldırım', 'yildirim'],
      ['Şahin', 'sahin'],
      ['Kılıç', 'kilic'],
      ['Doğan', 'dogan'],
      ['Aydın', 'aydin'],
    ],
  },
  {
    locale: 'th-TH',
    timezone: 'Asia/Bangkok',
    city: 'เชียงใหม่',
    country: 'TH',
    given: [
      ['กัญญา', 'kanya'],
      ['ณัฐพล', 'nattapon'],
      ['พิมพ์ชนก', 'pimchanok'],
      ['ธนกร', 'thanakorn'],
      ['สุดา', 'suda'],
    ],
    family: [
      ['ศรีสุข', 'srisuk'],
      ['จันทร์เพ็ญ', 'chanpen'],
      ['วงศ์ไทย', 'wongthai'],
      ['บุญมี', 'boonmee'],
      ['แก้วมณี', 'kaewmanee'],
    ],
  },
  {
    locale: 'pl-PL',
    timezone: 'Europe/Warsaw',
    city: 'Łódź',
    country: 'PL',
    given: [
      ['Świętosława', 'swietoslawa'],
      ['Łukasz', 'lukasz'],
      ['Małgorzata', 'malgorzata'],
      ['Grzegorz', 'grzegorz'],
      ['Żaneta', 'zaneta'],
    ],
    family: [
      ['Brzęczyszczykiewicz', 'brzeczyszczykiewicz'],
      ['Wójcik', 'wojcik'],
      ['Dąbrowska-Żak', 'dabrowska-zak'],
      ['Śliwa', 'sliwa'],
      ['Krawczyk', 'krawczyk'],
    ],
  },
];
