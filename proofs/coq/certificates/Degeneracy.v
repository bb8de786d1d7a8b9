(** Degeneracy.v -- the zero set near a network of zero loss: a basis of its tangent space, and the
    rank. The Jacobian is recomputed here from the network and the activation patterns, one row a
    class and output; the exporter proposes its kernel and its inverses, integers decide. *)
From Truncation Require Import Spec LinearAlgebra Integers Rationals Evaluation Kernel Jacobian
  Collapse Cumulative.
From Coq Require Import Lra Lia Bool QArith Qreals.
Import ListNotations.
Open Scope R_scope.

(** The rows, in fractions *)
Definition qmask (s : list bool) (g : list Q) : list Q :=
  map2 (fun (b : bool) a => if b then a else 0%Q) s g.
Lemma qmask_ok s : forall g, Q1 (qmask s g) = mask s (Q1 g).
Proof.
  unfold qmask, mask; induction s as [|b s IH]; intros [|a g]; trivial; simpl map at 2.
  rewrite !map2_cons; simpl; rewrite IH; destruct b; trivial; now rewrite RMicromega.Q2R_0.
Qed.
Fixpoint qlincomb (c : list Q) (M : list (list Q)) :=
  match c, M with a :: c', r :: M' => qvadd (qscale a r) (qlincomb c' M') | _, _ => [] end.
Lemma qlincomb_ok c : forall M, Q1 (qlincomb c M) = lincomb (Q1 c) (Q2 M).
Proof. induction c as [|a c IH]; intros [|r M]; simpl; trivial.
  now rewrite qvadd_ok, qscale_ok, IH. Qed.
Definition qlayer : Type := list (list Q) * list Q.
Definition LR (L : qlayer) : layer := (Q2 (fst L), Q1 (snd L)).
Lemma qL_ok L : LR (qL L) = RL L.
Proof. unfold LR, qL, RL; simpl; now rewrite qM_ok, qV_ok. Qed.
Fixpoint qhidden (Ls : list qlayer) (S : list (list bool)) x :=
  match Ls, S with (W, b) :: Ls', s :: S' => qhidden Ls' S' (qmask s (qaffine W b x))
  | _, _ => x end.
Fixpoint qback (Ls : list qlayer) (S : list (list bool)) x g : list Q * list Q :=
  match Ls, S with
  | (W, b) :: Ls', s :: S' =>
      let '(row, h) := qback Ls' S' (qmask s (qaffine W b x)) g in
      let m := qmask s h in (concat (qouter m x) ++ m ++ row, qlincomb m W)
  | _, _ => ([], g) end.
Lemma qhidden_ok Ls : forall S x, pattern (map LR Ls) (Q1 x) S ->
  Q1 (qhidden Ls S x) = hidden (map LR Ls) (Q1 x).
Proof.
  induction Ls as [|[W b] Ls IH]; intros [|s S] x; simpl; trivial; try contradiction.
  intros [P1 P2]; rewrite (relu_mask _ _ P1) in *; rewrite <- qaffine_ok, <- qmask_ok in *;
    now apply IH.
Qed.
Lemma qback_ok Ls : forall S x g, let t := qback Ls S x g in
  (Q1 (fst t), Q1 (snd t)) = back (map LR Ls) S (Q1 x) (Q1 g).
Proof.
  induction Ls as [|[W b] Ls IH]; intros [|s S] x g; cbv zeta; trivial.
  cbn [qback map back LR fst snd]; rewrite <- qaffine_ok, <- qmask_ok, <- IH.
  destruct (qback Ls S _ g) as [row h]; cbn [fst snd].
  rewrite !map_app, concat_map, qouter_ok, qlincomb_ok, qmask_ok; reflexivity.
Qed.
Definition qidentity n : list (list Q) :=
  map (fun i => map (fun k => if Nat.eqb k i then 1%Q else 0%Q) (seq 0 n)) (seq 0 n).
Lemma qidentity_ok n : Q2 (qidentity n) = identity n.
Proof.
  unfold qidentity, identity, unit; rewrite map_map; apply map_ext; intro i.
  rewrite map_map; apply map_ext; intro k.
  destruct (Nat.eqb k i); [apply RMicromega.Q2R_1|apply RMicromega.Q2R_0].
Qed.
Definition qclass_rows M q (Ls : list qlayer) A (S : list (list bool)) l : list (list Q) :=
  let U := skipn (Datatypes.S l) Ls in let T := skipn (Datatypes.S l) S in
  let x := repeat 0%Q M in let h := qhidden U T x in
  map (fun t => repeat 0%Q (Datatypes.S l * (M * M + M))
                ++ fst (qback U T x (fst t)) ++ concat (qouter (snd t) h) ++ snd t)
    (combine A (qidentity q)).
Lemma map_repeat_zero n : Q1 (repeat 0%Q n) = zeros n.
Proof. unfold zeros; induction n; simpl; trivial. now rewrite RMicromega.Q2R_0, IHn. Qed.
Lemma combine_map {X Y X' Y'} (f : X -> X') (g : Y -> Y') l : forall m,
  combine (map f l) (map g m) = map (fun t => (f (fst t), g (snd t))) (combine l m).
Proof. induction l; intros [|b m]; simpl; congruence. Qed.
Lemma qclass_rows_ok M q Ls A S l :
  pattern (skipn (Datatypes.S l) (map LR Ls)) (zeros M) (skipn (Datatypes.S l) S) ->
  Q2 (qclass_rows M q Ls A S l) = class_rows M q (map LR Ls) (Q2 A) S l.
Proof.
  rewrite skipn_map; intro P; unfold qclass_rows, class_rows, output_rows; rewrite skipn_map.
  rewrite <- qidentity_ok, combine_map, !map_map; apply map_ext; intros [a e]; cbn [fst snd].
  rewrite !map_app, map_repeat_zero, concat_map, qouter_ok; do 2 f_equal.
  - rewrite <- map_repeat_zero, <- qback_ok; reflexivity.
  - do 3 f_equal; rewrite <- map_repeat_zero in *; now apply qhidden_ok.
Qed.

(** The check *)
Definition collapses M (S : list (list bool)) l : bool :=
  match nth_error S l with Some s => has_length M s && forallb negb s | None => false end.
Definition jacobian M q (Ls : list (zmat * zvec)) A Ss ls : list (list Q) :=
  concat (map (fun t => qclass_rows M q (map qL Ls) (qM A) (fst t) (snd t)) (combine Ss ls)).
Definition check_degeneracy M q Ls Cs A c (Ks : list (zmat * zvec)) Ss ls (J K P L : zmat) n d :
  bool :=
  check_shape M q Ls A c Ks && check_zero_loss Ls Cs A c Ks Ss && all2 (collapses M) Ss ls
  && Nat.eqb n (length Ls * (M * M + M) + (q * M + q))
  && all2 qequal (jacobian M q Ls A Ss ls) (qM J)
  && check_kernel J K P L n d && check_onto J L (length Ks * q).

(* what is known of the matrix of each class *)
Definition represents M q Ls A n (K : cluster) (J : mat) : Prop :=
  length J = q /\ forall x v, In x (fst K) -> length v = n -> tangent_at M q Ls A x v = mv J v.
Lemma collapses_ok M S l : collapses M S l = true -> nth_error S l = Some (repeat false M).
Proof.
  unfold collapses, has_length; destruct (nth_error S l) as [s|]; [|discriminate].
  rewrite andb_true_iff, Nat.eqb_eq; intros [<- H]; f_equal.
  induction s as [|b s IH]; trivial; simpl in *; apply andb_true_iff in H as [Hb H].
  destruct b; [discriminate|]; now rewrite <- IH.
Qed.
Lemma jacobian_represents M q Ls A Ks Ss ls :
  Forall (square M) (map RL Ls) -> shape q M (RM A) ->
  Forall (fun K => fst K <> []) Ks ->
  strict_patterns (map RL Ls) Ks Ss -> all2 (collapses M) Ss ls = true ->
  exists Js, Q2 (jacobian M q Ls A Ss ls) = concat Js
    /\ Forall2 (represents M q (map RL Ls) (RM A) (parameters M q (map RL Ls))) Ks Js.
Proof.
  intros HL HA HN HS; revert HN ls; induction HS as [|K S Ks Ss HK HS IH]; intros HN [|l ls] H;
  try discriminate; [exists []; now split|].
  cbn [all2] in H; apply andb_true_iff in H as [Hl H]; apply collapses_ok in Hl.
  apply Forall_cons_iff in HN as [HN1 HN]; destruct (IH HN ls H) as [Js [E F]].
  exists (class_rows M q (map RL Ls) (RM A) S l :: Js); split.
  - unfold jacobian in *; cbn [combine map concat fst snd]; rewrite map_app, E; f_equal.
    assert (EL : map LR (map qL Ls) = map RL Ls) by (rewrite map_map; apply map_ext, qL_ok).
    rewrite <- EL, <- qM_ok; apply qclass_rows_ok; rewrite EL.
    destruct (fst K) as [|x X] eqn:EK; [now destruct HN1|].
    destruct (collapsed M l _ S x HL (HK x (or_introl eq_refl)) Hl) as [_ [_ [C _]]]; exact C.
  - constructor; [|exact F]; split.
    + unfold class_rows, output_rows; rewrite !map_length, combine_length, (proj1 HA).
      unfold identity; rewrite map_length, seq_length; apply Nat.min_id.
    + intros x v Hx Hv; apply class_rows_ok; auto.
Qed.
Lemma stationary_concat M q Ls A n Ks Js : Forall2 (represents M q Ls A n) Ks Js ->
  Forall (fun K => fst K <> []) Ks -> forall v, length v = n ->
  (stationary M q Ls A Ks v <-> zero (mv (concat Js) v)).
Proof.
  intros F HN v Hv; unfold stationary; induction F as [|K J Ks Js [_ HK] F IH].
  - split; [constructor|contradiction].
  - apply Forall_cons_iff in HN as [HN1 HN]; specialize (IH HN); simpl concat.
    assert (E : mv (J ++ concat Js) v = mv J v ++ mv (concat Js) v) by apply map_app.
    unfold zero in *; rewrite E, Forall_app, <- IH; split.
    + intro H; split; [|intros K' HK' x Hx; apply (H K'); [now right|exact Hx]].
      destruct (fst K) as [|x X] eqn:EK; [now destruct HN1|].
      rewrite <- (HK x v (or_introl eq_refl) Hv).
      apply (H K); [now left|rewrite EK; now left].
    + intros [H1 H2] K' [<-|HK'] x Hx; [rewrite (HK x v Hx Hv); exact H1|exact (H2 K' HK' x Hx)].
Qed.
Lemma split_app {X} (a : list X) : forall a' b b', length a = length a' ->
  a ++ b = a' ++ b' -> a = a' /\ b = b'.
Proof.
  induction a as [|t a IH]; intros [|t' a'] b b' E H; try discriminate; [now split|].
  injection E as E; injection H as -> H; destruct (IH _ _ _ E H) as [-> ->]; now split.
Qed.
Lemma moves_concat M q Ls A n Ks Js : Forall2 (represents M q Ls A n) Ks Js ->
  forall ys v, length v = n -> length ys = length Ks -> Forall (fun y => length y = q) ys ->
  mv (concat Js) v = concat ys -> moves_classes M q Ls A Ks v ys.
Proof.
  intros F; unfold moves_classes; induction F as [|K J Ks Js [HJ HK] F IH];
  intros [|y ys] v Hv E HY H; try discriminate; constructor;
  apply Forall_cons_iff in HY as [HY1 HY]; unfold mv in H; simpl in H; rewrite map_app in H;
  apply split_app in H as [H1 H2]; try (rewrite map_length; exact (eq_trans HJ (eq_sym HY1))).
  - intros x Hx; rewrite (HK x v Hx Hv); exact H1.
  - apply IH; trivial; simpl in E; congruence.
Qed.

Theorem check_degeneracy_ok M q Ls Cs A c Ks Ss ls J K P L n d :
  check_degeneracy M q Ls Cs A c Ks Ss ls J K P L n d = true ->
  let layers := map RL Ls in let clusters := map RK Ks in
  well_shaped M q layers (RM A) (RV c) clusters
  /\ interpolates layers (RM A) (RV c) clusters
  /\ strict_patterns layers clusters Ss
  /\ basis (stationary M q layers (RM A) clusters) (RM K) n d
  /\ forall ys, length ys = length clusters -> Forall (fun y => length y = q) ys ->
     exists v, length v = n /\ moves_classes M q layers (RM A) clusters v ys.
Proof.
  unfold check_degeneracy; rewrite !andb_true_iff; intros [[[[[[H1 H2] H3] H4] H5] H6] H7].
  apply check_shape_ok in H1; apply check_zero_loss_ok in H2 as [F1 [_ F4]]; apply Nat.eqb_eq in H4.
  cbv zeta; split; [exact H1|split; [exact F1|split; [exact F4|]]].
  destruct H1 as [W1 [W2 [_ W4]]].
  assert (HN : Forall (fun K => fst K <> []) (map RK Ks)) by (eapply Forall_impl; [|exact W4];
    intros K0 H0; apply H0).
  destruct (jacobian_represents M q Ls A _ _ ls W1 W2 HN F4 H3) as [Js [E F]].
  assert (EJ : concat Js = RM J).
  { rewrite <- E, <- qM_ok; clear -H5; apply all2_ok in H5.
    induction H5 as [|a b X Y E H IH]; trivial; simpl; rewrite IH; f_equal; now apply qequal_ok. }
  assert (En : n = parameters M q (map RL Ls)) by (unfold parameters; now rewrite map_length).
  rewrite <- En in F; split.
  - destruct (check_kernel_ok _ _ _ _ _ _ H6) as [B1 B2]; split; [|exact B2].
    intros v Hv; rewrite <- (B1 v Hv), <- EJ; now apply stationary_concat with (n := n).
  - intros ys Hy HY; rewrite map_length in Hy; exists (mv (RM L) (concat ys)).
    assert (Hv : length (mv (RM L) (concat ys)) = n).
    { unfold check_kernel in H6; rewrite !andb_true_iff in H6;
      destruct H6 as [[[[[_ HL] _] _] _] _].
      apply Nat.eqb_eq in HL; unfold mv, RM; now rewrite !map_length. }
    split; [exact Hv|]; apply (moves_concat M q _ _ n _ Js F); trivial; [now rewrite map_length|].
    etransitivity; [exact (f_equal (fun Z => mv Z _) EJ)|]; apply (check_onto_ok _ _ _ H7).
    rewrite <- Hy; clear -HY; induction HY as [|y ys E H IH]; trivial; simpl.
    now rewrite app_length, E, IH.
Qed.
